#pragma once

#include <concepts>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>

#include "socketio/argument_traits.hpp"

namespace webchats::socketio {

/// A bool is `true` or `false`, nothing is converted.
template <>
struct argument_traits<bool> {
  static decoded<bool> decode(const argument_view& in);
  static boost::json::value encode(bool value, arguments&) { return value; }
};

template <typename T, typename... Others>
concept one_of = (std::same_as<T, Others> || ...);

/// An integer type that means a number: neither a boolean nor a character.
template <typename T>
concept whole_number = std::integral<T> && sizeof(T) <= sizeof(std::int64_t) &&
                       !one_of<T, bool, char, wchar_t, char8_t, char16_t, char32_t>;

/// The number in `in` when it is whole and within the bounds, however the client wrote it (`1`, `1.0`, `1e0`).
[[nodiscard]] decoded<std::int64_t> decode_integer(const argument_view& in, std::int64_t min, std::int64_t max);
[[nodiscard]] decoded<std::uint64_t> decode_integer(const argument_view& in, std::uint64_t max);

/// JavaScript keeps integers up to 2^53 - 1 exactly; send larger ones as text.
template <whole_number T>
struct argument_traits<T> {
  static decoded<T> decode(const argument_view& in) {
    using limits = std::numeric_limits<T>;
    if constexpr (std::signed_integral<T>) {
      return narrow(decode_integer(in, limits::min(), limits::max()));
    } else {
      return narrow(decode_integer(in, limits::max()));
    }
  }
  static boost::json::value encode(T value, arguments&) { return value; }

 private:
  template <typename Wide>
  static decoded<T> narrow(decoded<Wide> number) {
    if (!number) return std::unexpected(std::move(number).error());
    return static_cast<T>(*number);
  }
};

/// The number in `in` when its magnitude is at most `max`.
[[nodiscard]] decoded<double> decode_number(const argument_view& in, double max);

/// Any number; NaN and infinities are written as null.
template <std::floating_point T>
struct argument_traits<T> {
  static decoded<T> decode(const argument_view& in) {
    constexpr double max = sizeof(T) < sizeof(double) ? static_cast<double>(std::numeric_limits<T>::max())
                                                      : std::numeric_limits<double>::max();
    decoded<double> number = decode_number(in, max);
    if (!number) return std::unexpected(std::move(number).error());
    return static_cast<T>(*number);
  }
  static boost::json::value encode(T value, arguments&) { return static_cast<double>(value); }
};

template <>
struct argument_traits<std::string> {
  static decoded<std::string> decode(const argument_view& in);
  static boost::json::value encode(const std::string& value, arguments&) {
    return boost::json::value(std::string_view(value));
  }
};

/// A binary leaf. The bytes are shared, not copied: a client may put one attachment into its packet a thousand times.
template <>
struct argument_traits<base::shared_buffer> {
  static decoded<base::shared_buffer> decode(const argument_view& in);
  static boost::json::value encode(const base::shared_buffer& value, arguments& packet) { return packet.binary(value); }
};

/// Whatever was sent, null included. Binary leaves stay the objects that stand for them, without their bytes.
template <>
struct argument_traits<boost::json::value> {
  static decoded<boost::json::value> decode(const argument_view& in);
  static decoded<void> probe(const argument_view& in);
  static boost::json::value encode(const boost::json::value& value, arguments&) { return value; }
};
template <>
struct argument_traits<boost::json::object> {
  static decoded<boost::json::object> decode(const argument_view& in);
  static decoded<void> probe(const argument_view& in) { return probe_object(in); }
  static boost::json::value encode(const boost::json::object& value, arguments&) { return value; }
};
template <>
struct argument_traits<boost::json::array> {
  static decoded<boost::json::array> decode(const argument_view& in);
  static decoded<void> probe(const argument_view& in) { return probe_array(in); }
  static boost::json::value encode(const boost::json::array& value, arguments&) { return value; }
};
template <>
struct argument_traits<boost::json::string> {
  static decoded<boost::json::string> decode(const argument_view& in);
  static boost::json::value encode(const boost::json::string& value, arguments&) { return value; }
};

}  // namespace webchats::socketio
