#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "socketio/argument_traits.hpp"

namespace webchats::socketio {

/// Absent and null are nullopt. The one type that may be missing at the end of a list or in an object.
template <typename T>
struct argument_traits<std::optional<T>> {
  static decoded<std::optional<T>> decode(const argument_view& in) {
    if (in.empty()) return std::nullopt;
    decoded<T> value = decode_argument<T>(in);
    if (!value) return std::unexpected(std::move(value).error());
    return std::optional<T>(*std::move(value));
  }
  static decoded<void> probe(const argument_view& in) {
    if (in.empty()) return {};
    return probe_argument<T>(in);
  }
  static boost::json::value encode(const std::optional<T>& value, arguments& packet) {
    return value ? encode_argument(*value, packet) : boost::json::value();
  }
};

/// A list of any length: std::vector, std::deque, std::set, std::unordered_set and the like.
template <typename T>
concept collection = !std::convertible_to<const T&, std::string_view> && !requires { typename T::mapped_type; } &&
                     requires(T& list, typename T::value_type element) {
                       list.insert(list.end(), std::move(element));
                       list.size();
                     };

template <collection T>
struct argument_traits<T> {
  static decoded<T> decode(const argument_view& in) {
    const boost::json::array* list = in.array();
    if (list == nullptr) return in.expected("an array");
    T made;
    for (std::size_t index = 0; index < list->size(); ++index) {
      auto element = decode_argument<typename T::value_type>(in.packet, (*list)[index]);
      if (!element) return std::unexpected(std::move(element).error().inside(index_step("element", index)));
      made.insert(made.end(), *std::move(element));
    }
    return made;
  }
  static decoded<void> probe(const argument_view& in) { return probe_array(in); }
  static boost::json::value encode(const T& value, arguments& packet) {
    boost::json::array list;
    list.reserve(value.size());
    for (const typename T::value_type& element : value) list.push_back(encode_argument(element, packet));
    return list;
  }
};

/// An object with any members: std::map, std::unordered_map and the like.
template <typename T>
concept dictionary = std::same_as<typename T::key_type, std::string> &&
                     requires(T& map, std::string key, typename T::mapped_type element) {
                       map.insert_or_assign(std::move(key), std::move(element));
                     };

template <dictionary T>
struct argument_traits<T> {
  static decoded<T> decode(const argument_view& in) {
    const boost::json::object* object = in.object();
    if (object == nullptr) return in.expected("an object");
    T made;
    for (const auto& member : *object) {
      const std::string_view name = member.key();
      auto element = decode_argument<typename T::mapped_type>(in.packet, member.value());
      if (!element) return std::unexpected(std::move(element).error().inside(member_step(name)));
      made.insert_or_assign(std::string(name), *std::move(element));
    }
    return made;
  }
  static decoded<void> probe(const argument_view& in) { return probe_object(in); }
  static boost::json::value encode(const T& value, arguments& packet) {
    boost::json::object object;
    for (const auto& [name, element] : value) object.emplace(name, encode_argument(element, packet));
    return object;
  }
};

/// An array of exactly N.
template <typename T, std::size_t N>
struct argument_traits<std::array<T, N>> {
  static decoded<std::array<T, N>> decode(const argument_view& in) {
    const boost::json::array* list = in.array();
    if (list == nullptr) return in.expected("an array");
    if (list->size() != N) {
      return std::unexpected(
          argument_error("an array of " + std::to_string(N), "an array of " + std::to_string(list->size())));
    }
    std::array<T, N> made{};
    for (std::size_t index = 0; index < N; ++index) {
      auto element = decode_argument<T>(in.packet, (*list)[index]);
      if (!element) return std::unexpected(std::move(element).error().inside(index_step("element", index)));
      made[index] = *std::move(element);
    }
    return made;
  }
  static decoded<void> probe(const argument_view& in) { return probe_array(in); }
  static boost::json::value encode(const std::array<T, N>& value, arguments& packet) {
    boost::json::array list;
    list.reserve(N);
    for (const T& element : value) list.push_back(encode_argument(element, packet));
    return list;
  }
};

}  // namespace webchats::socketio
