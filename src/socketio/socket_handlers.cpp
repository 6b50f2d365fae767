#include <stdexcept>
#include <utility>

#include "socketio/namespace_registry.hpp"
#include "socketio/packet.hpp"
#include "socketio/socket.hpp"
#include "socketio/socket_extras.hpp"

// Setting and removing the handlers of one socket.

namespace webchats::socketio {
namespace {

/// `list` with one more handler.
template <typename Handler>
std::shared_ptr<const std::vector<Handler>> with(const std::shared_ptr<const std::vector<Handler>>& list,
                                                 Handler added) {
  auto longer = list ? std::make_shared<std::vector<Handler>>(*list) : std::make_shared<std::vector<Handler>>();
  longer->push_back(std::move(added));
  return longer;
}

}  // namespace

socket::handler_id socket::add(std::string event, std::variant<event_handler, async_event_handler> action,
                               handler_life how_long) {
  if (reserved_event(event)) throw std::invalid_argument("reserved event name: " + event);
  if (state_ == state::disconnected) return 0;
  auto& list = own().events[std::move(event)];
  const handler_id id = extras_->next_handler++;
  list = with(list, extras::own_handler{.action = std::move(action), .how_long = how_long, .id = id});
  return id;
}

void socket::off(std::string_view event) {
  if (!extras_) return;
  if (const auto found = extras_->events.find(event); found != extras_->events.end()) extras_->events.erase(found);
}

void socket::off(std::string_view event, handler_id handler) {
  if (!extras_) return;
  const auto found = extras_->events.find(event);
  if (found == extras_->events.end()) return;
  auto rest = std::make_shared<std::vector<extras::own_handler>>(*found->second);
  std::erase_if(*rest, [handler](const extras::own_handler& each) { return each.id == handler; });
  if (rest->empty()) return off(event);
  found->second = std::move(rest);
}

void socket::use(packet_middleware check) {
  if (state_ == state::disconnected) return;
  own().packets = with(own().packets, std::move(check));
}

void socket::on_any(any_handler action) {
  if (state_ == state::disconnected) return;
  own().anys = with(own().anys, std::move(action));
}

void socket::on_any_outgoing(outgoing_handler action) {
  if (state_ == state::disconnected) return;
  if (!own().outgoings && state_ == state::connected) home_->watch_outgoing();
  extras_->outgoings = with(extras_->outgoings, std::move(action));
}

void socket::off_any() {
  if (!extras_) return;
  extras_->anys.reset();
  if (std::exchange(extras_->outgoings, nullptr) && state_ == state::connected) home_->unwatch_outgoing();
}

void socket::on_disconnecting(std::function<void(disconnect_reason)> action) {
  if (state_ != state::disconnected) own().disconnectings.push_back(std::move(action));
}

void socket::on_disconnect(std::function<void(disconnect_reason)> action) {
  if (state_ != state::disconnected) own().disconnects.push_back(std::move(action));
}

void socket::on_drain(std::function<void()> action) {
  if (state_ != state::disconnected) own().drains = with(own().drains, std::move(action));
}

void socket::on_error(std::function<void(std::string_view)> action) {
  if (state_ != state::disconnected) own().errors = with(own().errors, std::move(action));
}

}  // namespace webchats::socketio
