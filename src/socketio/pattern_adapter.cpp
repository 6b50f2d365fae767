#include "socketio/pattern_adapter.hpp"

#include <stdexcept>

#include "socketio/namespace_directory.hpp"
#include "socketio/namespace_registry.hpp"
#include "socketio/remote_socket.hpp"

namespace webchats::socketio {

void pattern_adapter::on_each(const std::function<void(adapter&)>& action) const {
  for (const auto& each : all_.all()) {
    if (each->registry_->handlers == pattern_.registry_->handlers) action(*each->registry_->adapter);
  }
}

void pattern_adapter::emit(const audience& who, const emit_options& how, std::string_view event,
                           const arguments& values) {
  on_each([&](adapter& one) { one.emit(who, how, event, values); });
}

void pattern_adapter::emit_with_ack(const audience&, const emit_options&, std::string_view, const arguments&,
                                    std::chrono::milliseconds, std::function<void(broadcast_answers)>) {
  throw std::logic_error("a namespace pattern cannot ask for acknowledgements");
}

void pattern_adapter::sockets_join(const audience& who, const std::string& room) {
  on_each([&](adapter& one) { one.sockets_join(who, room); });
}

void pattern_adapter::sockets_leave(const audience& who, const std::string& room) {
  on_each([&](adapter& one) { one.sockets_leave(who, room); });
}

void pattern_adapter::disconnect_sockets(const audience& who, underlying connection) {
  on_each([&](adapter& one) { one.disconnect_sockets(who, connection); });
}

void pattern_adapter::fetch_sockets(const audience&, reach, std::function<void(std::vector<remote_socket>)>) {
  throw std::logic_error("a namespace pattern has no list of sockets");
}

void pattern_adapter::server_side_emit(std::string_view event, const arguments& values,
                                       std::chrono::milliseconds timeout,
                                       std::function<void(std::vector<arguments>)> done) {
  if (done) throw std::logic_error("a namespace pattern cannot ask for acknowledgements");
  on_each([&](adapter& one) { one.server_side_emit(event, values, timeout, {}); });
}

}  // namespace webchats::socketio
