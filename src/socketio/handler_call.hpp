#pragma once

#include <memory>
#include <tuple>
#include <type_traits>
#include <utility>

#include "socketio/handler_signature.hpp"
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
void answer_with(const acknowledge& ack, Result result) {
  if (!ack.expected()) return;
  if constexpr (std::is_same_v<Result, arguments>) {
    ack(std::move(result));
  } else {
    ack(make_arguments(result));
  }
}

template <typename Plan, typename Handler, typename Self>
void run_handler(Handler& handler, Self& self, typename Plan::decoded_values values, const acknowledge& ack) {
  if constexpr (std::is_void_v<typename Plan::result>) {
    call_handler<Plan>(handler, self, values, ack);
  } else {
    answer_with<typename Plan::result>(ack, call_handler<Plan>(handler, self, values, ack));
  }
}

/// The frame of this coroutine keeps all that the handler's own coroutine refers to, its captures included.
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
    answer_with<typename Plan::result>(ack, co_await call_handler<Plan>(*handler, seen, values, ack));
  }
}

}  // namespace webchats::socketio
