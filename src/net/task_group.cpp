#include "net/task_group.hpp"

#include <list>
#include <utility>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>

#include "base/log.hpp"

namespace webchats::net {

struct task_group::state {
  loop& owner;
  std::string name;
  std::list<boost::asio::cancellation_signal> running;
};

task_group::task_group(loop& owner, std::string name) : state_(std::make_shared<state>(owner, std::move(name))) {}

task_group::~task_group() { cancel(); }

void task_group::spawn(boost::asio::awaitable<void> task, failure_handler failed) {
  const auto signal = state_->running.emplace(state_->running.end());
  boost::asio::co_spawn(
      state_->owner.context(), std::move(task),
      boost::asio::bind_cancellation_slot(
          signal->slot(), [state = state_, signal, failed = std::move(failed)](std::exception_ptr error) {
            state->running.erase(signal);
            if (error == nullptr) return;
            base::log(base::log_level::error, state->name + ": " + describe(error));
            if (failed) failed(std::move(error));
          }));
}

std::size_t task_group::size() const noexcept { return state_->running.size(); }

void task_group::cancel() {
  // Emitting may end a coroutine and take its entry out of the list at once.
  for (auto next = state_->running.begin(); next != state_->running.end();) {
    const auto current = next++;
    current->emit(boost::asio::cancellation_type::terminal);
  }
}

std::string describe(std::exception_ptr error) {
  try {
    std::rethrow_exception(std::move(error));
  } catch (const std::exception& caught) {
    return caught.what();
  } catch (...) {
    return "an exception of unknown type";
  }
}

}  // namespace webchats::net
