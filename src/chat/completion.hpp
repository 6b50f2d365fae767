#pragma once

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "chat/outcome.hpp"

namespace webchats::chat {

/// A flow that waits for another thread. Only `completion` and `answer_batch` know it.
class waiting_flow {
 public:
  virtual ~waiting_flow() = default;
  /// Goes on with the answer that was left with it; on its executor.
  virtual void resume() = 0;

  boost::asio::any_io_executor executor;  ///< has work as long as this lives
};

/// Answers that are given together: each executor gets its own in one task, in order. Used by one thread.
class answer_batch {
 public:
  void add(std::unique_ptr<waiting_flow> answered) {
    const auto same = [&](const share& each) { return each.front()->executor == answered->executor; };
    auto found = std::ranges::find_if(shares_, same);
    if (found == shares_.end()) found = shares_.emplace(shares_.end());
    found->push_back(std::move(answered));
  }

  /// Hands over what was added.
  void post() {
    for (auto& each : std::exchange(shares_, {})) {
      const auto executor = each.front()->executor;
      boost::asio::post(executor, [flows = std::move(each)] {
        for (const auto& flow : flows) flow->resume();
      });
    }
  }

 private:
  using share = std::vector<std::unique_ptr<waiting_flow>>;
  std::vector<share> shares_;  ///< one per executor, never empty
};

/// The far end of a flow that waits for another thread: call it once, from any thread, and the flow goes on where it
/// came from. Destroyed uncalled it answers `unavailable`, so nobody waits for ever.
template <class T>
class completion {
 public:
  completion() noexcept = default;
  completion(completion&&) noexcept = default;
  completion& operator=(completion&&) noexcept = default;
  ~completion() {
    if (waiter_) std::move (*this)(refuse(unavailable{}));
  }

  /// False when nobody waits: it was called, moved from, or made without a flow.
  explicit operator bool() const noexcept { return waiter_ != nullptr; }

  void operator()(outcome<T> result) && {
    answer_batch alone;
    std::move(*this).answer_in(alone, std::move(result));
    alone.post();
  }

  /// The same, but the flow goes on when `batch` is posted.
  void answer_in(answer_batch& batch, outcome<T> result) && {
    waiter_->answer = std::move(result);
    batch.add(std::move(waiter_));
  }

 private:
  struct waiter : waiting_flow {
    outcome<T> answer = refuse(unavailable{});
  };

  template <class Handler>
  struct waiter_of final : waiter {
    explicit waiter_of(Handler resumed) : handler(std::move(resumed)) {
      // The caller's context must not run out of work while its flow is here.
      this->executor = boost::asio::prefer(boost::asio::any_io_executor(boost::asio::get_associated_executor(handler)),
                                           boost::asio::execution::outstanding_work.tracked);
    }
    void resume() override { std::move(handler)(std::move(this->answer)); }
    Handler handler;
  };

  struct initiation {
    template <class Handler, class Start>
    void operator()(Handler&& handler, Start start) const {
      completion far_end;
      far_end.waiter_ = std::make_unique<waiter_of<std::decay_t<Handler>>>(std::forward<Handler>(handler));
      start(std::move(far_end));
    }
  };

  template <class U, class Start>
  friend flow<U> await_completion(Start start);

  std::unique_ptr<waiter> waiter_;
};

/// Calls `start(completion<T>)` at once and waits until that completion is called.
template <class T, class Start>
flow<T> await_completion(Start start) {
  co_return co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>&, void(outcome<T>)>(
      typename completion<T>::initiation{}, boost::asio::use_awaitable, std::move(start));
}

}  // namespace webchats::chat
