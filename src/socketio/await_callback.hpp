#pragma once

#include <functional>
#include <type_traits>
#include <utility>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace webchats::socketio {

/// Turns a function that calls back once with a `Result` into a coroutine. `start` is called with the callback; the
/// coroutine goes on where it is called, which must be the coroutine's own loop.
template <typename Result>
boost::asio::awaitable<Result> await_callback(std::function<void(std::function<void(Result)>)> start) {
  co_return co_await boost::asio::async_initiate<decltype(boost::asio::use_awaitable), void(Result)>(
      [&start](auto handler) {
        // std::function copies, a coroutine's handler only moves.
        auto shared = std::make_shared<decltype(handler)>(std::move(handler));
        start([shared](Result result) { std::move (*shared)(std::move(result)); });
      },
      boost::asio::use_awaitable);
}

}  // namespace webchats::socketio
