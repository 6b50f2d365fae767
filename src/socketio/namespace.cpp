#include "socketio/namespace.hpp"

#include <stdexcept>
#include <utility>

#include "net/loop_group.hpp"
#include "socketio/guard.hpp"
#include "socketio/json_text.hpp"
#include "socketio/local_adapter.hpp"
#include "socketio/namespace_registry.hpp"
#include "socketio/packet.hpp"
#include "socketio/server_loop.hpp"

namespace webchats::socketio {
namespace {

void require_free(std::string_view event) {
  if (reserved_event(event)) throw std::invalid_argument("reserved event name: " + std::string(event));
}

}  // namespace

namespace_::namespace_(std::string name, server_core& core, std::shared_ptr<handler_set> handlers)
    : registry_(std::make_unique<registry>(std::move(name), core)) {
  registry_->handlers = handlers ? std::move(handlers) : std::make_shared<handler_set>();
  for (const auto& home : core.homes) registry_->shards.push_back(std::make_unique<namespace_shard>(*this, *home));
  registry_->adapter = std::make_unique<local_adapter>(*this);
  if (core.options.recovery) {
    registry_->recovery =
        std::make_unique<recovery_log>(*core.options.recovery, core.homes.size(),
                                       core.options.engine.ping_interval + core.options.engine.ping_timeout);
  }
}

namespace_::~namespace_() = default;

namespace_& namespace_::use(middleware check) {
  registry_->handlers->middlewares.push_back(std::move(check));
  return *this;
}

namespace_& namespace_::use_packets(packet_middleware check) {
  registry_->handlers->packet_middlewares.push_back(std::move(check));
  return *this;
}

namespace_& namespace_::on_connection(std::function<void(socket_ptr)> action) {
  registry_->handlers->connections.push_back(std::move(action));
  return *this;
}

namespace_& namespace_::on_disconnecting(std::function<void(socket&, disconnect_reason)> action) {
  registry_->handlers->disconnectings.push_back(std::move(action));
  return *this;
}

namespace_& namespace_::on_disconnect(std::function<void(socket&, disconnect_reason)> action) {
  registry_->handlers->disconnects.push_back(std::move(action));
  return *this;
}

namespace_& namespace_::add(std::string event, event_handler action) {
  require_free(event);
  registry_->handlers->events[std::move(event)].emplace_back(std::move(action));
  return *this;
}

namespace_& namespace_::add(std::string event, async_event_handler action) {
  require_free(event);
  registry_->handlers->events[std::move(event)].emplace_back(std::move(action));
  return *this;
}

namespace_& namespace_::on_any(any_handler action) {
  registry_->handlers->anys.push_back(std::move(action));
  return *this;
}

namespace_& namespace_::on_any_outgoing(outgoing_handler action) {
  registry_->handlers->outgoings.push_back(std::move(action));
  return *this;
}

namespace_& namespace_::on_upgrade(std::function<void(socket&)> action) {
  registry_->handlers->upgrades.push_back(std::move(action));
  return *this;
}

namespace_& namespace_::on_error(std::function<void(socket&, std::string_view)> action) {
  registry_->handlers->errors.push_back(std::move(action));
  return *this;
}

namespace_& namespace_::on_room_event(std::function<void(const room_event&)> action) {
  registry_->handlers->room_events.push_back(std::move(action));
  return *this;
}

namespace_& namespace_::on_server_side(std::string event, server_side_handler action) {
  registry_->handlers->server_side[std::move(event)].push_back(std::move(action));
  return *this;
}

namespace_& namespace_::deduplicate(std::string event, key_function key, std::chrono::milliseconds window) {
  registry_->handlers->deduplications[std::move(event)] = {.key = std::move(key), .window = window};
  return *this;
}

namespace_& namespace_::limit_packets(std::size_t bytes) noexcept {
  registry_->handlers->packet_limit = bytes;
  return *this;
}

namespace_& namespace_::wrap_adapter(
    const std::function<std::unique_ptr<socketio::adapter>(std::unique_ptr<socketio::adapter>)>& make) {
  registry_->adapter = make(std::move(registry_->adapter));
  return *this;
}

broadcast_operator namespace_::everybody() const { return broadcast_operator(shared_from_this()); }

broadcast_operator namespace_::to(std::string room) const { return everybody().to(std::move(room)); }

broadcast_operator namespace_::in(std::string room) const { return to(std::move(room)); }

broadcast_operator namespace_::except(std::string room) const { return everybody().except(std::move(room)); }

void namespace_::emit(std::string_view event, const arguments& values) const {
  registry_->adapter->emit({}, {}, event, values);
}

void namespace_::sockets_join(std::string room) const { registry_->adapter->sockets_join({}, room); }

void namespace_::sockets_leave(std::string room) const { registry_->adapter->sockets_leave({}, room); }

void namespace_::disconnect_sockets(underlying connection) const {
  registry_->adapter->disconnect_sockets({}, connection);
}

void namespace_::fetch_sockets(std::function<void(std::vector<remote_socket>)> done) const {
  everybody().fetch_sockets(std::move(done));
}

void namespace_::server_side_emit(std::string_view event, const arguments& values,
                                  std::function<void(std::vector<arguments>)> done,
                                  std::chrono::milliseconds timeout) const {
  require_free(event);
  registry_->adapter->server_side_emit(event, values, timeout, std::move(done));
}

void namespace_::receive_server_side(std::string_view event, const arguments& values,
                                     const std::function<void(arguments)>& answer) const {
  const auto found = registry_->handlers->server_side.find(event);
  if (found == registry_->handlers->server_side.end()) return;
  for (const auto& handler : found->second) {
    guarded(name(), event, [&] { handler(values, answer); });
  }
}

const std::string& namespace_::name() const noexcept { return registry_->name; }

std::size_t namespace_::socket_count() const noexcept {
  std::size_t sum = 0;
  for (const auto& shard : registry_->shards) sum += shard->count();
  return sum;
}

namespace_::key_function argument_key(std::size_t index) {
  return [index](const socket&, const arguments& values) -> std::optional<std::string> {
    if (index >= values.size() || values[index].is_null()) return std::nullopt;
    std::string key;
    append_json(key, values[index]);
    return key;
  };
}

}  // namespace webchats::socketio
