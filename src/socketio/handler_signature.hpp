#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <boost/asio/awaitable.hpp>
#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/list.hpp>

#include "socketio/acknowledge.hpp"
#include "socketio/argument_list.hpp"
#include "socketio/argument_values.hpp"

namespace webchats::socketio {

class socket;
using socket_ptr = std::shared_ptr<socket>;

/// Where a handler is set.
enum class handler_owner : std::uint8_t { namespace_, socket };

template <typename... Parameters>
using parameter_list = boost::mp11::mp_list<Parameters...>;

/// What handlers are called with that decode by themselves.
template <handler_owner Owner>
struct raw_parameters {
  using type = parameter_list<socket&, arguments, acknowledge>;
  using shared = parameter_list<socket_ptr, arguments, acknowledge>;
};
template <>
struct raw_parameters<handler_owner::socket> {
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

/// `parameters`, when a Handler can be called with them, otherwise `Otherwise`.
template <typename Handler, typename Parameters, typename Otherwise>
struct call_signature : Otherwise {};
template <typename Handler, typename Parameters, typename Otherwise>
  requires call_with<std::is_invocable, Handler&, Parameters>::value
struct call_signature<Handler, Parameters, Otherwise> {
  using result = typename call_with<std::invoke_result, Handler&, Parameters>::type;
  using parameters = Parameters;
};

struct no_signature {};

/// What a handler takes and returns: a function, an object with one call operator, or else what can be called with
/// raw parameters.
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

/// The T of `awaitable<T>`, or T itself.
template <typename T>
struct awaited {
  using type = T;
  static constexpr bool later = false;
};
template <typename T>
struct awaited<boost::asio::awaitable<T>> {
  using type = T;
  static constexpr bool later = true;
};

/// What is decoded for a parameter: a view gets a string to look at.
template <typename Parameter>
using decoded_type = std::conditional_t<std::is_same_v<std::remove_cvref_t<Parameter>, std::string_view>, std::string,
                                        std::remove_cvref_t<Parameter>>;

/// Why a callable is no handler.
enum class handler_fault : std::uint8_t {
  none,
  not_callable,
  socket_misplaced,
  acknowledge_misplaced,
  rest_misplaced,
  arguments_not_alone,
  mutable_reference,
  answers_twice,
  mutable_handler,
};

/// How a handler is called.
template <handler_owner Owner, typename Handler, typename Signature = handler_signature<Handler, Owner>>
class call_plan {
  template <typename T>
  static constexpr bool is_socket = one_of<std::remove_cvref_t<T>, socket, socket_ptr>;
  template <typename T>
  static constexpr bool is_acknowledge = std::is_same_v<std::remove_cvref_t<T>, acknowledge>;
  template <typename T>
  static constexpr bool is_mutable = std::is_lvalue_reference_v<T> && !std::is_const_v<std::remove_reference_t<T>>;

  using parameters = typename Signature::parameters;
  using first = boost::mp11::mp_front<boost::mp11::mp_push_back<parameters, void>>;
  using last = boost::mp11::mp_back<boost::mp11::mp_push_front<parameters, void>>;

 public:
  /// What it returns, or its coroutine does.
  using result = typename awaited<typename Signature::result>::type;
  static constexpr bool is_coroutine = awaited<typename Signature::result>::later;
  static constexpr bool takes_socket = Owner == handler_owner::namespace_ && is_socket<first>;
  static constexpr bool takes_socket_ptr = takes_socket && std::is_same_v<std::remove_cvref_t<first>, socket_ptr>;
  static constexpr bool takes_acknowledge = is_acknowledge<last>;

 private:
  static constexpr std::size_t count = boost::mp11::mp_size<parameters>::value - takes_socket - takes_acknowledge;
  using values = boost::mp11::mp_take_c<boost::mp11::mp_drop_c<parameters, takes_socket>, count>;

  template <typename... Value>
  static constexpr handler_fault find_fault(parameter_list<Value...>) {
    if (std::is_same_v<first, socket> || (is_socket<Value> || ...)) return handler_fault::socket_misplaced;
    if ((is_acknowledge<Value> || ...)) return handler_fault::acknowledge_misplaced;
    if ((is_mutable<Value> || ...) || (takes_acknowledge && is_mutable<last>)) return handler_fault::mutable_reference;
    if (count > 1 && one_of<arguments, decoded_type<Value>...>) return handler_fault::arguments_not_alone;
    std::size_t number = 0;
    if (((++number < count && is_rest<decoded_type<Value>>) || ...)) return handler_fault::rest_misplaced;
    if (takes_acknowledge && !std::is_void_v<result>) return handler_fault::answers_twice;
    if (Owner == handler_owner::namespace_ && !call_with<std::is_invocable, const Handler&, parameters>::value) {
      return handler_fault::mutable_handler;
    }
    return handler_fault::none;
  }

 public:
  /// A std::tuple of what is decoded.
  using decoded_values = boost::mp11::mp_rename<boost::mp11::mp_transform<decoded_type, values>, std::tuple>;
  static constexpr bool takes_all = std::is_same_v<decoded_values, std::tuple<arguments>>;
  /// It can be called with the raw parameters.
  static constexpr bool is_raw = takes_all && takes_acknowledge && !is_coroutine && std::is_void_v<result> &&
                                 takes_socket == (Owner == handler_owner::namespace_) && !takes_socket_ptr;
  static constexpr handler_fault fault = find_fault(values());
};

template <handler_owner Owner, typename Handler, typename Signature>
  requires(!requires { typename Signature::result; })
class call_plan<Owner, Handler, Signature> {
 public:
  static constexpr handler_fault fault = handler_fault::not_callable;
};

}  // namespace webchats::socketio
