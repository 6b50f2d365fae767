#pragma once

#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

#include "socketio/handler_call.hpp"

namespace webchats::socketio {

/// Does not compile when there is a fault, and says what it is.
template <handler_fault Fault>
consteval bool check_handler() {
  static_assert(Fault != handler_fault::not_callable,
                "a handler has one call operator that is no template, or can be called with (socket&, arguments, "
                "acknowledge) on a namespace, (arguments, acknowledge) on a socket");
  static_assert(Fault != handler_fault::socket_misplaced,
                "socket& or socket_ptr is the first parameter of a namespace's handler; one set on a socket gets none");
  static_assert(Fault != handler_fault::acknowledge_misplaced, "acknowledge is the last parameter of a handler");
  static_assert(Fault != handler_fault::rest_misplaced,
                "rest<T> is the last parameter of a handler, or the last but acknowledge");
  static_assert(Fault != handler_fault::arguments_not_alone,
                "a handler that takes arguments gets all of them there, and takes no others");
  static_assert(Fault != handler_fault::mutable_reference,
                "a handler takes the arguments and acknowledge by value or by const reference");
  static_assert(Fault != handler_fault::answers_twice,
                "a handler answers with acknowledge or with what it returns, not with both");
  static_assert(Fault != handler_fault::mutable_handler,
                "all loops share the handlers of a namespace: a mutable lambda is set on a socket, if at all");
  return Fault == handler_fault::none;
}

/// Makes a namespace's raw handler of a callable with typed parameters:
///
///     [](socket& from, const std::string& room, std::optional<int> limit, const acknowledge& ack) { … }
///     [](int a, int b) { return a + b; }                                  // the acknowledgement is the sum
///     [](socket_ptr from, message said) -> boost::asio::awaitable<saved> { … }   // so it is here, later
///
/// Parameters, each by value or by const reference:
/// - first `socket&` or `socket_ptr`, when wanted;
/// - one for each argument of the event, of any type that argument_traits knows, or `std::string_view`. An argument
///   that is missing is an error unless it is a `std::optional`; surplus ones are ignored, since clients may be newer.
///   `rest<T>` takes all that follow; `arguments` takes the whole list as it came, and no other may stand beside it;
/// - last `acknowledge`, when wanted.
/// A result that is not void answers the acknowledgement, if the client asked for one: `arguments` as its values,
/// anything else as one value. What can be called as `void(socket&, arguments, acknowledge)` stays what it is.
///
/// Returns `std::function<void(socket&, arguments, acknowledge)>`, or for a callable that returns an awaitable
/// `std::function<awaitable<void>(socket_ptr, arguments, acknowledge)>`. Calling either throws bad_arguments, at once
/// and without calling the handler, when the arguments do not fit. The awaitable owns or shares all that the handler
/// can see (its captures, the socket, its arguments), so a coroutine may capture, may take references, and may outlive
/// the function that it came from; it still has to run on the socket's loop.
template <typename Handler>
[[nodiscard]] auto adapt_namespace_handler(Handler handler) {
  using plan = call_plan<handler_owner::whole_namespace, Handler>;
  if constexpr (check_handler<plan::fault>()) {
    if constexpr (plan::is_coroutine) {
      return std::function<boost::asio::awaitable<void>(socket_ptr, arguments, acknowledge)>(
          [kept = std::make_shared<const Handler>(std::move(handler))](socket_ptr self, arguments packet,
                                                                       acknowledge ack) {
            return run_coroutine<plan>(kept, std::move(self), decode_event<plan>(std::move(packet)), std::move(ack));
          });
    } else {
      using raw = std::function<void(socket&, arguments, acknowledge)>;
      if constexpr (plan::is_raw && std::is_copy_constructible_v<Handler>) {
        return raw(std::move(handler));
      } else {
        return raw([kept = std::make_shared<const Handler>(std::move(handler))](auto& self, arguments packet,
                                                                                const acknowledge& ack) {
          if constexpr (plan::takes_socket_ptr) {
            const socket_ptr held = self.shared_from_this();
            run_handler<plan>(*kept, held, decode_event<plan>(std::move(packet)), ack);
          } else {
            run_handler<plan>(*kept, self, decode_event<plan>(std::move(packet)), ack);
          }
        });
      }
    }
  }
}

/// The same for a handler set on one socket: no socket parameter, and a mutable lambda is allowed. Returns
/// `std::function<void(arguments, acknowledge)>` or `std::function<awaitable<void>(arguments, acknowledge)>`.
template <typename Handler>
[[nodiscard]] auto adapt_socket_handler(Handler handler) {
  using plan = call_plan<handler_owner::one_socket, Handler>;
  if constexpr (check_handler<plan::fault>()) {
    if constexpr (plan::is_coroutine) {
      return std::function<boost::asio::awaitable<void>(arguments, acknowledge)>(
          [kept = std::make_shared<Handler>(std::move(handler))](arguments packet, acknowledge ack) {
            return run_coroutine<plan>(kept, nullptr, decode_event<plan>(std::move(packet)), std::move(ack));
          });
    } else {
      using raw = std::function<void(arguments, acknowledge)>;
      if constexpr (plan::is_raw && std::is_copy_constructible_v<Handler>) {
        return raw(std::move(handler));
      } else {
        return raw([kept = std::make_shared<Handler>(std::move(handler))](arguments packet, const acknowledge& ack) {
          run_handler<plan>(*kept, ack, decode_event<plan>(std::move(packet)), ack);
        });
      }
    }
  }
}

}  // namespace webchats::socketio
