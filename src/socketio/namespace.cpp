#include "socketio/namespace.hpp"

#include <stdexcept>
#include <utility>

#include "net/loop_group.hpp"
#include "socketio/local_adapter.hpp"
#include "socketio/namespace_registry.hpp"
#include "socketio/packet.hpp"

namespace webchats::socketio {

namespace_::namespace_(std::string name, net::loop_group& loops) : registry_(std::make_unique<registry>()) {
  registry_->name = std::move(name);
  for (std::size_t index = 0; index < loops.size(); ++index) {
    registry_->shards.push_back(std::make_unique<namespace_shard>(*this, loops[index]));
  }
  registry_->adapter = std::make_unique<local_adapter>(*this);
}

namespace_::~namespace_() = default;

namespace_& namespace_::use(middleware check) {
  registry_->middlewares.push_back(std::move(check));
  return *this;
}

namespace_& namespace_::on_connection(std::function<void(socket_ptr)> action) {
  registry_->connection_handlers.push_back(std::move(action));
  return *this;
}

namespace_& namespace_::on_disconnect(std::function<void(socket&, disconnect_reason)> action) {
  registry_->disconnect_handlers.push_back(std::move(action));
  return *this;
}

namespace_& namespace_::on(std::string event, event_handler action) {
  if (reserved_event(event)) throw std::invalid_argument("reserved event name: " + event);
  registry_->event_handlers[std::move(event)].push_back(std::move(action));
  return *this;
}

namespace_& namespace_::on_any(any_handler action) {
  registry_->any_handlers.push_back(std::move(action));
  return *this;
}

namespace_& namespace_::limit_packets(std::size_t bytes) noexcept {
  registry_->packet_limit = bytes;
  return *this;
}

namespace_& namespace_::wrap_adapter(
    const std::function<std::unique_ptr<socketio::adapter>(std::unique_ptr<socketio::adapter>)>& make) {
  registry_->adapter = make(std::move(registry_->adapter));
  return *this;
}

broadcast_operator namespace_::to(std::string room) const {
  return broadcast_operator(*registry_->adapter).to(std::move(room));
}

broadcast_operator namespace_::in(std::string room) const { return to(std::move(room)); }

broadcast_operator namespace_::except(std::string room) const {
  return broadcast_operator(*registry_->adapter).except(std::move(room));
}

void namespace_::emit(std::string_view event, const arguments& values) const {
  broadcast_operator(*registry_->adapter).emit(event, values);
}

void namespace_::sockets_join(std::string room) const { registry_->adapter->sockets_join({}, room); }

void namespace_::sockets_leave(std::string room) const { registry_->adapter->sockets_leave({}, room); }

void namespace_::disconnect_sockets(underlying connection) const {
  registry_->adapter->disconnect_sockets({}, connection);
}

const std::string& namespace_::name() const noexcept { return registry_->name; }

std::size_t namespace_::socket_count() const noexcept {
  std::size_t sum = 0;
  for (const auto& shard : registry_->shards) sum += shard->count();
  return sum;
}

}  // namespace webchats::socketio
