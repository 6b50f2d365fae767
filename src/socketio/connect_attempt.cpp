#include "socketio/connect_attempt.hpp"

#include <utility>

#include "net/loop.hpp"
#include "socketio/client.hpp"
#include "socketio/guard.hpp"
#include "socketio/namespace_registry.hpp"

namespace webchats::socketio {

void connect_attempt::advance() {
  const auto& middlewares = candidate_->home_->parent().registry_->middlewares;
  if (step_ == middlewares.size()) {
    const socket_ptr accepted = candidate_;
    return owner_.accept(accepted);
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
