#pragma once

#include <memory>
#include <tuple>
#include <type_traits>
#include <utility>

#include "socketio/call_plan.hpp"
#include "socketio/typed_arguments.hpp"

namespace webchats::socketio {

/// The arguments of an event for a handler. Throws bad_arguments.
template <typename Plan>
[[nodiscard]] typename Plan::decoded_values decode_event(arguments packet) {
  if constexpr (Plan::takes_all) {
    return {std::move(packet)};
  } else {
    return [&]<typename... T>(std::type_identity<std::tuple<T...>>) {
      decoded<std::tuple<T...>> values = decode_arguments<T...>(packet);
      if (!values) throw bad_arguments(std::move(values).error());
      return *std::move(values);
    }(std::type_identity<typename Plan::decoded_values>());
  }
}

/// Calls `handler` with references to what the caller keeps; `self` is what the handler wants to see of the socket.
template <typename Plan, typename Handler, typename Self>
decltype(auto) call_handler(Handler& handler, Self& self, typename Plan::decoded_values& values,
                            const acknowledge& ack) {
  return std::apply(
      [&](auto&... value) -> decltype(auto) {
        if constexpr (Plan::takes_socket && Plan::takes_acknowledge) {
          return handler(self, std::move(value)..., ack);
        } else if constexpr (Plan::takes_socket) {
          return handler(self, std::move(value)...);
        } else if constexpr (Plan::takes_acknowledge) {
          return handler(std::move(value)..., ack);
        } else {
          return handler(std::move(value)...);
        }
      },
      values);
}

/// Answers with what a handler returned: several values when it made `arguments`, otherwise one.
template <typename Result>
void answer_with(const acknowledge& ack, Result&& result) {
  if (!ack.expected()) return;
  if constexpr (std::is_same_v<std::remove_cvref_t<Result>, arguments>) {
    ack(std::forward<Result>(result));
  } else {
    ack(make_arguments(result));
  }
}

/// Calls a handler that ends at once, and answers.
template <typename Plan, typename Handler, typename Self>
void run_handler(Handler& handler, Self& self, typename Plan::decoded_values values, const acknowledge& ack) {
  if constexpr (std::is_void_v<typename Plan::result>) {
    call_handler<Plan>(handler, self, values, ack);
  } else {
    answer_with(ack, call_handler<Plan>(handler, self, values, ack));
  }
}

/// Awaits a handler's coroutine, and answers. The frame keeps all that the coroutine refers to, its captures included.
template <typename Plan, typename Handler, typename Self>
boost::asio::awaitable<void> run_coroutine(std::shared_ptr<Handler> handler, Self self,
                                           typename Plan::decoded_values values, acknowledge ack) {
  auto& seen = [&]() -> auto& {
    if constexpr (Plan::takes_socket && !Plan::takes_socket_ptr) {
      return *self;
    } else {
      return self;
    }
  }();
  if constexpr (std::is_void_v<typename Plan::result>) {
    co_await call_handler<Plan>(*handler, seen, values, ack);
  } else {
    answer_with(ack, co_await call_handler<Plan>(*handler, seen, values, ack));
  }
}

}  // namespace webchats::socketio
