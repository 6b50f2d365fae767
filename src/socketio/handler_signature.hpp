#pragma once

#include <cstdint>
#include <memory>
#include <type_traits>
#include <boost/mp11/list.hpp>

#include "socketio/acknowledge.hpp"

namespace webchats::socketio {

class socket;
using socket_ptr = std::shared_ptr<socket>;

/// Where a handler is set.
enum class handler_owner : std::uint8_t { whole_namespace, one_socket };

template <typename... Parameters>
using parameter_list = boost::mp11::mp_list<Parameters...>;

/// What handlers are called with that decode by themselves.
template <handler_owner Owner>
struct raw_parameters {
  using type = parameter_list<socket&, arguments, acknowledge>;
  using shared = parameter_list<socket_ptr, arguments, acknowledge>;
};
template <>
struct raw_parameters<handler_owner::one_socket> {
  using type = parameter_list<arguments, acknowledge>;
  using shared = type;
};

/// `Call` (std::is_invocable, std::invoke_result) for a callable and a list of parameters.
template <template <typename...> typename Call, typename Callable, typename Parameters>
using call_with = boost::mp11::mp_rename<boost::mp11::mp_push_front<Parameters, Callable>, Call>;

/// What a function takes and returns.
template <typename Function>
struct function_signature;
template <typename R, typename... P>
struct function_signature<R (*)(P...)> {
  using result = R;
  using parameters = parameter_list<P...>;
};
template <typename R, typename... P>
struct function_signature<R (*)(P...) noexcept> : function_signature<R (*)(P...)> {};
template <typename C, typename R, typename... P>
struct function_signature<R (C::*)(P...)> : function_signature<R (*)(P...)> {};
template <typename C, typename R, typename... P>
struct function_signature<R (C::*)(P...) noexcept> : function_signature<R (*)(P...)> {};
template <typename C, typename R, typename... P>
struct function_signature<R (C::*)(P...) const> : function_signature<R (*)(P...)> {};
template <typename C, typename R, typename... P>
struct function_signature<R (C::*)(P...) const noexcept> : function_signature<R (*)(P...)> {};

/// The signature of a Handler that can be called with `Parameters`, otherwise `Otherwise`.
template <typename Handler, typename Parameters, typename Otherwise>
struct call_signature : Otherwise {};
template <typename Handler, typename Parameters, typename Otherwise>
  requires call_with<std::is_invocable, Handler&, Parameters>::value
struct call_signature<Handler, Parameters, Otherwise> {
  using result = typename call_with<std::invoke_result, Handler&, Parameters>::type;
  using parameters = Parameters;
};

struct no_signature {};

/// What a handler takes and returns: that of a function, or of an object with one call operator; of others (generic,
/// overloaded, bound) what they are for raw parameters.
template <typename Handler, handler_owner Owner>
struct handler_signature
    : call_signature<Handler, typename raw_parameters<Owner>::type,
                     call_signature<Handler, typename raw_parameters<Owner>::shared, no_signature>> {};
template <typename Handler, handler_owner Owner>
  requires std::is_function_v<std::remove_pointer_t<Handler>>
struct handler_signature<Handler, Owner> : function_signature<Handler> {};
template <typename Handler, handler_owner Owner>
  requires requires { &Handler::operator(); }
struct handler_signature<Handler, Owner> : function_signature<decltype(&Handler::operator())> {};

}  // namespace webchats::socketio
