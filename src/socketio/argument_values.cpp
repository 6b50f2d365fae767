#include "socketio/argument_values.hpp"

#include <cmath>
#include <optional>

#include "socketio/json_text.hpp"

namespace webchats::socketio {
namespace {

namespace json = boost::json;

/// `in` is a number, but not one that fits.
std::unexpected<argument_error> unfit_number(const argument_view& in, std::string what) {
  std::string number;
  append_json(number, *in.value);
  return std::unexpected(argument_error(std::move(what), std::move(number)));
}

/// `value` as an Integer, when it is a number without a fraction in its range.
template <typename Integer>
std::optional<Integer> whole(const json::value& value) {
  if (const std::int64_t* number = value.if_int64()) {
    return std::in_range<Integer>(*number) ? std::optional(static_cast<Integer>(*number)) : std::nullopt;
  }
  if (const std::uint64_t* number = value.if_uint64()) {
    return std::in_range<Integer>(*number) ? std::optional(static_cast<Integer>(*number)) : std::nullopt;
  }
  const double number = value.get_double();
  // The powers of two around the range are doubles, the largest integers themselves are not.
  constexpr double min = static_cast<double>(std::numeric_limits<Integer>::min());
  const double end = std::ldexp(1.0, std::numeric_limits<Integer>::digits);
  if (number >= min && number < end && std::trunc(number) == number) return static_cast<Integer>(number);
  return std::nullopt;
}

template <typename Integer>
decoded<Integer> integer_within(const argument_view& in, Integer min, Integer max) {
  if (in.value == nullptr || !in.value->is_number()) return in.expected("an integer");
  if (const auto number = whole<Integer>(*in.value); number && *number >= min && *number <= max) return *number;
  return unfit_number(in, "an integer from " + std::to_string(min) + " to " + std::to_string(max));
}

}  // namespace

decoded<std::int64_t> decode_integer(const argument_view& in, std::int64_t min, std::int64_t max) {
  return integer_within<std::int64_t>(in, min, max);
}

decoded<std::uint64_t> decode_integer(const argument_view& in, std::uint64_t max) {
  return integer_within<std::uint64_t>(in, 0, max);
}

decoded<double> decode_number(const argument_view& in, double max) {
  if (in.value == nullptr || !in.value->is_number()) return in.expected("a number");
  const double number = in.value->to_number<double>();
  if (std::abs(number) <= max) return number;
  return unfit_number(in, "a number of smaller magnitude");
}

decoded<bool> argument_traits<bool>::decode(const argument_view& in) {
  if (in.value != nullptr && in.value->is_bool()) return in.value->get_bool();
  return in.expected("a boolean");
}

decoded<std::string> argument_traits<std::string>::decode(const argument_view& in) {
  if (in.value != nullptr && in.value->is_string()) return std::string(std::string_view(in.value->get_string()));
  return in.expected("a string");
}

decoded<base::shared_buffer> argument_traits<base::shared_buffer>::decode(const argument_view& in) {
  if (const base::shared_buffer* bytes = in.bytes()) return *bytes;
  return in.expected("binary data");
}

decoded<json::value> argument_traits<json::value>::decode(const argument_view& in) {
  if (in.value != nullptr) return *in.value;
  return in.expected("a value");
}

decoded<void> argument_traits<json::value>::probe(const argument_view& in) {
  if (in.value != nullptr) return {};
  return in.expected("a value");
}

decoded<json::object> argument_traits<json::object>::decode(const argument_view& in) {
  if (const json::object* object = in.object()) return *object;
  return in.expected("an object");
}

decoded<json::array> argument_traits<json::array>::decode(const argument_view& in) {
  if (const json::array* array = in.array()) return *array;
  return in.expected("an array");
}

decoded<json::string> argument_traits<json::string>::decode(const argument_view& in) {
  if (in.value != nullptr && in.value->is_string()) return in.value->get_string();
  return in.expected("a string");
}

}  // namespace webchats::socketio
