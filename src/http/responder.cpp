#include "http/responder.hpp"

#include <utility>

#include "http/connection.hpp"
#include "net/loop.hpp"

namespace webchats::http {
namespace {

/// Runs `action` on `owner`: now when this is its thread, else in a later turn.
template <class Action>
void on_loop(net::loop& owner, Action action) {
  if (net::loop::current() == &owner) return action();
  owner.post(std::move(action));
}

}  // namespace

responder::responder() noexcept = default;
responder::responder(responder&&) noexcept = default;

responder& responder::operator=(responder&& other) noexcept {
  // What this one held is dropped as in the destructor.
  responder dropped(std::exchange(state_, std::move(other.state_)));
  return *this;
}

responder::responder(std::shared_ptr<state> shared) noexcept : state_(std::move(shared)) {}

responder::~responder() {
  if (state_ == nullptr) return;
  response nothing = response::text(500, "Internal Server Error\n");
  nothing.headers.emplace_back("Cache-Control", "no-store");
  send(std::move(nothing));
}

void responder::send(response answer) {
  const auto shared = std::exchange(state_, nullptr);
  if (shared == nullptr) return;
  on_loop(*shared->owner, [shared, answer = std::move(answer)] {
    if (shared->asking != nullptr) shared->asking->answer(answer);
  });
}

void responder::on_abort(std::function<void()> action) {
  if (!alive()) return;
  state_->aborted = std::move(action);
  state_->asking->abort_wanted();
}

net::stream_ptr responder::take_stream(std::string& rest) {
  const auto shared = std::exchange(state_, nullptr);
  if (shared == nullptr || shared->asking == nullptr) return nullptr;
  return shared->asking->hand_over(rest);
}

net::loop& responder::loop() const noexcept { return *state_->owner; }

bool responder::alive() const noexcept { return state_ != nullptr && state_->asking != nullptr; }

}  // namespace webchats::http
