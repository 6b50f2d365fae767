#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <boost/asio/awaitable.hpp>
#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/list.hpp>

#include "socketio/argument_list.hpp"
#include "socketio/argument_values.hpp"
#include "socketio/handler_signature.hpp"

namespace webchats::socketio {

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

/// How a handler is called: what of the parameters is the socket, the acknowledgement and the event's arguments.
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
  /// What it or its coroutine returns.
  using result = typename awaited<typename Signature::result>::type;
  static constexpr bool is_coroutine = awaited<typename Signature::result>::later;
  static constexpr bool takes_socket = Owner == handler_owner::whole_namespace && is_socket<first>;
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
    if (Owner == handler_owner::whole_namespace && !call_with<std::is_invocable, const Handler&, parameters>::value) {
      return handler_fault::mutable_handler;
    }
    return handler_fault::none;
  }

 public:
  /// A std::tuple of what is decoded.
  using decoded_values = boost::mp11::mp_rename<boost::mp11::mp_transform<decoded_type, values>, std::tuple>;
  static constexpr bool takes_all = std::is_same_v<decoded_values, std::tuple<arguments>>;
  /// It is called with the raw parameters and decodes by itself.
  static constexpr bool is_raw = takes_all && takes_acknowledge && !is_coroutine && std::is_void_v<result> &&
                                 takes_socket == (Owner == handler_owner::whole_namespace) && !takes_socket_ptr;
  static constexpr handler_fault fault = find_fault(values());
};

/// A callable without a signature of its own that does not take the raw parameters either.
template <handler_owner Owner, typename Handler, typename Signature>
  requires(!requires { typename Signature::result; })
class call_plan<Owner, Handler, Signature> {
 public:
  static constexpr handler_fault fault = handler_fault::not_callable;
};

}  // namespace webchats::socketio
