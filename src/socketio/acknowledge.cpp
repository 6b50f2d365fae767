#include "socketio/acknowledge.hpp"

#include <atomic>
#include <utility>

#include "net/loop.hpp"
#include "socketio/guard.hpp"
#include "socketio/namespace.hpp"
#include "socketio/socket.hpp"

namespace webchats::socketio {

struct acknowledge::state {
  socket_ptr asker;
  std::uint64_t id;
  std::atomic<bool> answered{false};
  std::function<void(const arguments&)> observer;
};

acknowledge::acknowledge(std::shared_ptr<socket> asker, std::uint64_t id)
    : state_(std::make_shared<state>(std::move(asker), id)) {}

void acknowledge::observe(std::function<void(const arguments&)> observer) const {
  state_->observer = std::move(observer);
}

void acknowledge::operator()(arguments values) const {
  if (!state_ || state_->answered.exchange(true)) return;
  if (state_->observer) state_->observer(values);
  net::loop& home = state_->asker->loop();
  if (net::loop::current() == &home) return state_->asker->answer(state_->id, values);
  home.post([shared = state_, values = std::move(values)] {
    guarded(shared->asker->nsp().name(), "acknowledgement", [&] { shared->asker->answer(shared->id, values); });
  });
}

bool acknowledge::expected() const noexcept { return state_ && !state_->answered; }

}  // namespace webchats::socketio
