#include "socketio/connect_attempt.hpp"

#include <utility>

#include "net/loop.hpp"
#include "socketio/client.hpp"
#include "socketio/guard.hpp"
#include "socketio/namespace_registry.hpp"
#include "socketio/server_loop.hpp"
#include "socketio/socket_extras.hpp"

namespace webchats::socketio {

void connect_attempt::advance() {
  const auto& middlewares = candidate_->home_->parent().registry_->handlers->middlewares;
  if (step_ == middlewares.size()) {
    const socket_ptr accepted = candidate_;
    const auto from = std::move(from_);
    return owner_.accept(accepted, from.get());
  }
  const middleware& check = middlewares[step_++];
  const std::size_t step = step_;
  try {
    check(candidate_, continuation());
  } catch (...) {
    log_handler_failure(candidate_->nsp().name(), "middleware");
    answered(step, connect_error{.message = "internal error", .data = {}});
  }
}

void connect_attempt::take_over(std::string pid, recovery_log::session claimed, recovered_session from) {
  struct journey {
    std::string pid;
    recovery_log::session claimed;
    recovered_session from;
  };
  const auto state =
      std::make_shared<journey>(journey{.pid = std::move(pid), .claimed = std::move(claimed), .from = std::move(from)});
  net::loop& home = candidate_->loop();
  net::loop& there = state->claimed.owner->loop();
  const auto come_back = [state, weak = weak_from_this(), nsp = candidate_->nsp().shared_from_this()] {
    if (const auto attempt = weak.lock()) return attempt->recovered(std::move(state->from));
    // The client is gone again; the next connection may try.
    client::keep_session(*nsp, state->pid, std::move(state->claimed));
  };
  const auto fetch = [state, come_back, &home] {
    socket& old = *state->claimed.owner;
    if (old.client_ != nullptr) old.client_->supersede();
    state->from.state = *old.extras_->recovery;
    state->from.data = old.data;
    state->from.context = old.context;
    net::loop::current() == &home ? come_back() : home.post(come_back);
  };
  net::loop::current() == &there ? fetch() : there.post(fetch);
}

void connect_attempt::recovered(recovered_session from) {
  const auto self = shared_from_this();
  if (candidate_->state_ != socket::state::connecting) return;
  candidate_->data = from.data;
  candidate_->context = from.context;
  for (const auto& [room, since] : from.state.rooms) candidate_->join(room);
  from_ = std::make_unique<recovered_session>(std::move(from));
  const auto& options = owner_.home().options().recovery;
  if (options && options->on_recovery == recovery_options::middlewares::skip) {
    step_ = candidate_->nsp().registry_->handlers->middlewares.size();
  }
  advance();
}

next_function connect_attempt::continuation() {
  return [weak = weak_from_this(), step = step_, &loop = candidate_->loop(),
          nsp = candidate_->nsp().name()](std::optional<connect_error> error) {
    if (net::loop::current() == &loop) {
      if (const auto attempt = weak.lock()) attempt->answered(step, error);
    } else {
      loop.post([weak, step, nsp, error = std::move(error)] {
        guarded(nsp, "middleware", [&] {
          if (const auto attempt = weak.lock()) attempt->answered(step, error);
        });
      });
    }
  };
}

void connect_attempt::answered(std::size_t step, const std::optional<connect_error>& error) {
  const auto self = shared_from_this();  // accepting and refusing drop it
  if (step != step_ || candidate_->state_ != socket::state::connecting) return;
  if (error) {
    ++step_;
    owner_.refuse(candidate_, *error);
  } else {
    advance();
  }
}

void connect_attempt::on_deadline() { answered(step_, connect_error{.message = "connection timed out", .data = {}}); }

}  // namespace webchats::socketio
