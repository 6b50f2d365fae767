#include "socketio/broadcast_operator.hpp"

#include <utility>

#include "socketio/adapter.hpp"
#include "socketio/await_callback.hpp"
#include "socketio/namespace_registry.hpp"
#include "socketio/remote_socket.hpp"

namespace webchats::socketio {

broadcast_operator broadcast_operator::to(std::string room) && {
  audience_.rooms.push_back(std::move(room));
  return std::move(*this);
}

broadcast_operator broadcast_operator::to(std::string room) const& {
  return broadcast_operator(*this).to(std::move(room));
}

broadcast_operator broadcast_operator::to(const std::vector<std::string>& rooms) const {
  broadcast_operator changed = *this;
  changed.audience_.rooms.insert(changed.audience_.rooms.end(), rooms.begin(), rooms.end());
  return changed;
}

broadcast_operator broadcast_operator::in(std::string room) && { return std::move(*this).to(std::move(room)); }

broadcast_operator broadcast_operator::in(std::string room) const& { return to(std::move(room)); }

broadcast_operator broadcast_operator::except(std::string room) && {
  audience_.except.push_back(std::move(room));
  return std::move(*this);
}

broadcast_operator broadcast_operator::except(std::string room) const& {
  return broadcast_operator(*this).except(std::move(room));
}

broadcast_operator broadcast_operator::volatile_() const {
  broadcast_operator changed = *this;
  changed.options_.mode = delivery::volatile_;
  return changed;
}

broadcast_operator broadcast_operator::local() const {
  broadcast_operator changed = *this;
  changed.options_.scope = reach::local;
  return changed;
}

broadcast_operator broadcast_operator::compress(compression wanted) const {
  broadcast_operator changed = *this;
  changed.options_.compress = wanted;
  return changed;
}

broadcast_operator broadcast_operator::coalesce(std::string key) const {
  broadcast_operator changed = *this;
  changed.options_.coalesce_key = std::move(key);
  return changed;
}

broadcast_operator broadcast_operator::timeout(std::chrono::milliseconds patience) const {
  broadcast_operator changed = *this;
  changed.patience_ = patience;
  return changed;
}

void broadcast_operator::emit(std::string_view event, const arguments& values) const {
  nsp_->registry_->adapter->emit(audience_, options_, event, values);
}

void broadcast_operator::emit_with_ack(std::string_view event, const arguments& values,
                                       std::function<void(broadcast_answers)> done) const {
  nsp_->registry_->adapter->emit_with_ack(audience_, options_, event, values, patience_, std::move(done));
}

boost::asio::awaitable<broadcast_answers> broadcast_operator::emit_with_ack(std::string event, arguments values) const {
  return await_callback<broadcast_answers>([self = *this, event = std::move(event), values = std::move(values)](
                                               auto done) { self.emit_with_ack(event, values, std::move(done)); });
}

void broadcast_operator::sockets_join(std::string room) const {
  nsp_->registry_->adapter->sockets_join(audience_, room);
}

void broadcast_operator::sockets_leave(std::string room) const {
  nsp_->registry_->adapter->sockets_leave(audience_, room);
}

void broadcast_operator::disconnect_sockets(underlying connection) const {
  nsp_->registry_->adapter->disconnect_sockets(audience_, connection);
}

void broadcast_operator::fetch_sockets(std::function<void(std::vector<remote_socket>)> done) const {
  nsp_->registry_->adapter->fetch_sockets(audience_, options_.scope, std::move(done));
}

boost::asio::awaitable<std::vector<remote_socket>> broadcast_operator::fetch_sockets() const {
  return await_callback<std::vector<remote_socket>>([self = *this](auto done) { self.fetch_sockets(std::move(done)); });
}

}  // namespace webchats::socketio
