#pragma once

#include <cstddef>
#include <expected>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>
#include <boost/json/array.hpp>

#include "socketio/argument_traits.hpp"

namespace webchats::socketio {

/// All that is left of a list, none at all included; as the last of the arguments or of a tuple.
template <typename T>
struct rest : std::vector<T> {
  using std::vector<T>::vector;
};

template <typename T>
inline constexpr bool is_rest = false;
template <typename T>
inline constexpr bool is_rest<rest<T>> = true;

/// Makes a T of what `list` holds at `index`, or from there on. `noun` says in errors what it holds.
template <typename T>
[[nodiscard]] decoded<T> decode_element(const arguments& packet, const boost::json::array& list, std::size_t index,
                                        std::string_view noun) {
  if constexpr (is_rest<T>) {
    T made;
    for (; index < list.size(); ++index) {
      auto element = decode_element<typename T::value_type>(packet, list, index, noun);
      if (!element) return std::unexpected(std::move(element).error());
      made.push_back(*std::move(element));
    }
    return made;
  } else {
    decoded<T> value = decode_argument<T>(argument_view{.packet = packet, .value = list.if_contains(index)});
    if (!value) return std::unexpected(std::move(value).error().inside(index_step(noun, index)));
    return value;
  }
}

/// Makes a tuple of the first values of `list`, a part of `packet`. Surplus values are ignored, missing ones an error
/// unless they are optional. The error is that of the first value that does not fit.
template <typename... T>
[[nodiscard]] decoded<std::tuple<T...>> decode_list(const arguments& packet, const boost::json::array& list,
                                                    std::string_view noun) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) -> decoded<std::tuple<T...>> {
    std::tuple<decoded<T>...> parts{decode_element<T>(packet, list, I, noun)...};
    argument_error* wrong = nullptr;
    static_cast<void>(((std::get<I>(parts) || (wrong = &std::get<I>(parts).error(), false)) && ...));
    if (wrong != nullptr) return std::unexpected(std::move(*wrong));
    return std::tuple<T...>(*std::move(std::get<I>(parts))...);
  }(std::index_sequence_for<T...>());
}

/// Appends `values` to `list`, a part of `packet`; of a `rest` each element.
template <typename... T>
void encode_list(boost::json::array& list, arguments& packet, const T&... values) {
  const auto append = [&]<typename Value>(const Value& value) {
    if constexpr (is_rest<Value>) {
      for (const typename Value::value_type& element : value) list.push_back(encode_argument(element, packet));
    } else {
      list.push_back(encode_argument(value, packet));
    }
  };
  list.reserve(list.size() + sizeof...(T));
  (append(values), ...);
}

/// An array; missing and surplus elements are treated like arguments.
template <typename... T>
struct argument_traits<std::tuple<T...>> {
  static decoded<std::tuple<T...>> decode(const argument_view& in) {
    if (const boost::json::array* list = in.array()) return decode_list<T...>(in.packet, *list, "element");
    return in.expected("an array");
  }
  static decoded<void> probe(const argument_view& in) { return probe_array(in); }
  static boost::json::value encode(const std::tuple<T...>& value, arguments& packet) {
    boost::json::array list;
    std::apply([&](const T&... parts) { encode_list(list, packet, parts...); }, value);
    return list;
  }
};

template <typename First, typename Second>
struct argument_traits<std::pair<First, Second>> {
  static decoded<std::pair<First, Second>> decode(const argument_view& in) {
    auto parts = argument_traits<std::tuple<First, Second>>::decode(in);
    if (!parts) return std::unexpected(std::move(parts).error());
    return std::make_from_tuple<std::pair<First, Second>>(*std::move(parts));
  }
  static decoded<void> probe(const argument_view& in) { return probe_array(in); }
  static boost::json::value encode(const std::pair<First, Second>& value, arguments& packet) {
    boost::json::array list;
    encode_list(list, packet, value.first, value.second);
    return list;
  }
};

}  // namespace webchats::socketio
