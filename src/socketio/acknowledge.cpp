#include "socketio/acknowledge.hpp"

#include <atomic>
#include <utility>

#include "net/loop.hpp"
#include "socketio/guard.hpp"
#include "socketio/namespace.hpp"
#include "socketio/socket.hpp"

namespace webchats::socketio {

struct acknowledge::state {
  std::weak_ptr<socket> asker;  // an answer that never comes keeps no socket; looked at on its loop only
  net::loop& home;
  std::uint64_t id;
  std::atomic<bool> answered{false};
  std::function<void(const arguments&)> observer;
};

acknowledge::acknowledge(socket& asker, std::uint64_t id)
    : state_(std::make_shared<state>(asker.weak_from_this(), asker.loop(), id)) {}

void acknowledge::observe(std::function<void(const arguments&)> observer) const {
  state_->observer = std::move(observer);
}

void acknowledge::operator()(arguments values) const {
  if (!state_ || state_->answered.exchange(true)) return;
  if (state_->observer) state_->observer(values);
  if (net::loop::current() == &state_->home) {
    if (const socket_ptr asker = state_->asker.lock()) asker->answer(state_->id, values);
    return;
  }
  state_->home.post([shared = state_, values = std::move(values)] {
    const socket_ptr asker = shared->asker.lock();
    if (asker) guarded(asker->nsp().name(), "acknowledgement", [&] { asker->answer(shared->id, values); });
  });
}

bool acknowledge::expected() const noexcept { return state_ && !state_->answered; }

}  // namespace webchats::socketio
