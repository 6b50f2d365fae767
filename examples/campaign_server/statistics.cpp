#include "statistics.hpp"

#include <malloc.h>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

using namespace webchats;

void statistics::watch(socketio::namespace_& nsp) {
  watched_.push_back(&nsp);
  nsp.on_disconnect([this](socketio::socket&, socketio::disconnect_reason reason) {
    const std::lock_guard lock(mutex_);
    ++reasons_[std::string(to_string(reason))];
  });
}

std::string statistics::json(const http::server& http, const socketio::server& io) const {
  std::size_t sockets = 0;
  for (const auto* each : watched_) sockets += each->socket_count();
  boost::json::object reasons;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [reason, count] : reasons_) reasons[reason] = count;
  }
  const boost::json::object all{{"connections", http.connection_count()},
                                {"sessions", io.session_count()},
                                {"sockets", sockets},
                                {"heap", mallinfo2().uordblks + mallinfo2().hblkhd},
                                {"reasons", std::move(reasons)}};
  return boost::json::serialize(all);
}
