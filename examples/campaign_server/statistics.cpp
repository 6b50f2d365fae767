#include "statistics.hpp"

#include <malloc.h>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

using namespace webchats;

std::string statistics(const http::server& http, socketio::server& io) {
  const socketio::server_counters counted = io.counters();
  boost::json::object reasons;
  for (std::size_t i = 0; i < engineio::close_reasons; ++i) {
    const auto reason = static_cast<engineio::close_reason>(i);
    reasons[to_string(reason)] = counted.engine.closed_for(reason);
  }
  const auto allocated = mallinfo2();
  const boost::json::object all{{"connections", http.connection_count()},
                                {"sessions", io.session_count()},
                                {"sockets", counted.sockets},
                                {"namespaces", io.namespaces().size()},
                                {"heap", allocated.uordblks + allocated.hblkhd},
                                {"recovered", counted.recovered},
                                {"recovered_partly", counted.recovered_partly},
                                {"recoveries_failed", counted.recoveries_failed},
                                {"deduplicated", counted.deduplicated},
                                {"reasons", std::move(reasons)}};
  return boost::json::serialize(all);
}
