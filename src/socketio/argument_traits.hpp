#pragma once

#include <concepts>
#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <boost/json/value.hpp>

#include "base/shared_buffer.hpp"
#include "socketio/argument_error.hpp"
#include "socketio/arguments.hpp"

namespace webchats::socketio {

/// One JSON value of a packet, about to become a C++ value; or a place where the client sent none. Borrows the packet.
struct argument_view {
  const arguments& packet;          ///< knows the attachments
  const boost::json::value* value;  ///< null: the client sent nothing here

  /// Sent as null, or not at all.
  [[nodiscard]] bool empty() const noexcept { return value == nullptr || value->is_null(); }
  /// The bytes of a binary leaf; otherwise null.
  [[nodiscard]] const base::shared_buffer* bytes() const noexcept;
  /// The array; otherwise null.
  [[nodiscard]] const boost::json::array* array() const noexcept;
  /// The object, unless it is a binary leaf; otherwise null.
  [[nodiscard]] const boost::json::object* object() const noexcept;

  /// Something else of the same packet, a member for one.
  [[nodiscard]] argument_view at(const boost::json::value* other) const noexcept {
    return {.packet = packet, .value = other};
  }

  /// `return in.expected("a colour");`
  [[nodiscard]] std::unexpected<argument_error> expected(std::string what) const;
};

/// How a T is read from an argument and written as one. Specialise it for types of your own, with one function or both:
///
///     template <> struct argument_traits<colour> {
///       static decoded<colour> decode(const argument_view& in);
///       static boost::json::value encode(const colour& value, arguments& packet);  // binary leaves: packet.binary(…)
///     };
///
/// Those of the library are in argument_values.hpp (bool, numbers, std::string, bytes, JSON trees),
/// argument_containers.hpp, argument_list.hpp (tuples), argument_variant.hpp and argument_described.hpp (structs,
/// enums); typed_arguments.hpp has all.
template <typename T>
struct argument_traits {};

template <typename T>
concept decodable = requires(const argument_view& in) {
  { argument_traits<T>::decode(in) } -> std::same_as<decoded<T>>;
};

/// Text of any type can be written, though only `std::string` can be read.
template <typename T>
concept encodable = requires(const T& value, arguments& packet) {
  { argument_traits<T>::encode(value, packet) } -> std::same_as<boost::json::value>;
} || std::convertible_to<const T&, std::string_view>;

/// Makes a T of `in`, or says what does not fit and where.
template <typename T>
[[nodiscard]] decoded<T> decode_argument(const argument_view& in) {
  static_assert(
      decodable<T>,
      "this type cannot be read from an argument: describe the struct (default-constructible) or enum with "
      "BOOST_DESCRIBE_…, specialise argument_traits, or take std::string for text and base::shared_buffer for "
      "bytes");
  if constexpr (decodable<T>) return argument_traits<T>::decode(in);
}

/// Whether `in` looks like a T, and why not. Tells the alternatives of a variant apart: looks at the kind of the JSON
/// value, of an object also at its members, but into no list or map. A type of its own may have this as
/// `argument_traits<T>::probe(in)`; for all others it is decoded.
template <typename T>
[[nodiscard]] decoded<void> probe_argument(const argument_view& in) {
  if constexpr (requires { argument_traits<T>::probe(in); }) {
    return argument_traits<T>::probe(in);
  } else {
    decoded<T> value = decode_argument<T>(in);
    if (!value) return std::unexpected(std::move(value).error());
    return {};
  }
}
[[nodiscard]] decoded<void> probe_array(const argument_view& in);
[[nodiscard]] decoded<void> probe_object(const argument_view& in);

/// Makes a T of `value`, a part of `packet`.
template <typename T>
[[nodiscard]] decoded<T> decode_argument(const arguments& packet, const boost::json::value& value) {
  return decode_argument<T>(argument_view{.packet = packet, .value = &value});
}

/// The JSON value for `value`, to be put into `packet`, which gets the bytes of its binary leaves.
template <typename T>
[[nodiscard]] boost::json::value encode_argument(const T& value, arguments& packet) {
  static_assert(encodable<T>,
                "this type cannot be sent: describe the struct or enum with BOOST_DESCRIBE_…, or specialise "
                "argument_traits");
  if constexpr (requires { argument_traits<T>::encode(value, packet); }) {
    return argument_traits<T>::encode(value, packet);
  } else if constexpr (encodable<T>) {
    return boost::json::value(std::string_view(value));
  }
}

}  // namespace webchats::socketio
