#pragma once

#include <memory>
#include <utility>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "chat/outcome.hpp"

namespace webchats::chat {

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

  void operator()(outcome<T> result) && { std::exchange(waiter_, nullptr)->resume(std::move(result)); }

 private:
  struct waiter {
    virtual ~waiter() = default;
    virtual void resume(outcome<T> result) = 0;
  };

  template <class Handler>
  struct waiter_of final : waiter {
    explicit waiter_of(Handler resumed)
        : handler(std::move(resumed)),
          // The caller's context must not run out of work while its flow is here.
          executor(boost::asio::prefer(boost::asio::any_io_executor(boost::asio::get_associated_executor(handler)),
                                       boost::asio::execution::outstanding_work.tracked)) {}
    void resume(outcome<T> result) override {
      boost::asio::post(executor, [handler = std::move(handler), result = std::move(result)]() mutable {
        std::move(handler)(std::move(result));
      });
    }
    Handler handler;
    boost::asio::any_io_executor executor;
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
