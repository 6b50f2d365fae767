#include "socketio/broadcast_operator.hpp"

#include <utility>

#include "socketio/adapter.hpp"

namespace webchats::socketio {

broadcast_operator broadcast_operator::to(std::string room) && {
  audience_.rooms.push_back(std::move(room));
  return std::move(*this);
}

broadcast_operator broadcast_operator::to(std::string room) const& {
  return broadcast_operator(*this).to(std::move(room));
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
  changed.delivery_ = delivery::volatile_;
  return changed;
}

void broadcast_operator::emit(std::string_view event, const arguments& values) const {
  adapter_->emit(audience_, delivery_, event, values);
}

void broadcast_operator::sockets_join(std::string room) const { adapter_->sockets_join(audience_, room); }

void broadcast_operator::sockets_leave(std::string room) const { adapter_->sockets_leave(audience_, room); }

void broadcast_operator::disconnect_sockets(underlying connection) const {
  adapter_->disconnect_sockets(audience_, connection);
}

}  // namespace webchats::socketio
