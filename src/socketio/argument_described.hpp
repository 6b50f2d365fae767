#pragma once

#include <concepts>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/describe/members.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>
#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/list.hpp>

#include "socketio/argument_traits.hpp"

namespace webchats::socketio {

template <typename T>
concept described_enum = boost::describe::has_describe_enumerators<T>::value;

/// The name of an enumerator of BOOST_DESCRIBE_ENUM. Encoding throws std::invalid_argument for a value without a name.
template <described_enum T>
struct argument_traits<T> {
  static decoded<T> decode(const argument_view& in) {
    const boost::json::string* text = in.value == nullptr ? nullptr : in.value->if_string();
    std::optional<T> made;
    for_each([&](T value, std::string_view name) {
      if (text != nullptr && std::string_view(*text) == name) made = value;
    });
    if (made) return *made;

    std::string names;
    for_each([&](T, std::string_view name) {
      names.append(names.empty() ? "one of \"" : ", \"").append(name).append(1, '"');
    });
    auto wrong = in.expected(std::move(names));
    if (text != nullptr) wrong.error().got = "another string";
    return wrong;
  }

  static boost::json::value encode(T value, arguments&) {
    std::string_view name;
    for_each([&](T other, std::string_view other_name) {
      if (other == value) name = other_name;
    });
    if (name.empty()) throw std::invalid_argument("an enumerator that is not described");
    return boost::json::value(name);
  }

 private:
  static void for_each(const auto& visit) {
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>(
        [&](auto enumerator) { visit(enumerator.value, enumerator.name); });
  }
};

template <typename T>
concept described_struct =
    boost::describe::has_describe_members<T>::value && !std::is_union_v<T> && std::default_initializable<T>;

/// An object with the public members of BOOST_DESCRIBE_STRUCT or _CLASS, those of described bases included, by their
/// C++ names. Unknown members are ignored; a missing one is an error, whatever its default, unless it is a
/// std::optional. An empty optional is not written.
template <described_struct T>
struct argument_traits<T> {
  static decoded<T> decode(const argument_view& in) {
    const boost::json::object* object = in.object();
    if (object == nullptr) return in.expected("an object");
    decoded<T> made;
    for_each([&](auto member) {
      if (!made) return;
      auto& field = (*made).*member.pointer;
      auto value = decode_argument<std::remove_reference_t<decltype(field)>>(in.at(object->if_contains(member.name)));
      if (value) {
        field = *std::move(value);
      } else {
        made = std::unexpected(std::move(value).error().inside(member_step(member.name)));
      }
    });
    return made;
  }

  static decoded<void> probe(const argument_view& in) {
    const boost::json::object* object = in.object();
    decoded<void> seen = probe_object(in);
    for_each([&](auto member) {
      if (!seen) return;
      using field = std::remove_cvref_t<decltype(std::declval<T&>().*member.pointer)>;
      seen = probe_argument<field>(in.at(object->if_contains(member.name)));
      if (!seen) seen = std::unexpected(std::move(seen).error().inside(member_step(member.name)));
    });
    return seen;
  }

  static boost::json::value encode(const T& value, arguments& packet) {
    boost::json::object object;
    object.reserve(boost::mp11::mp_size<members>::value);
    for_each([&](auto member) {
      const auto& field = value.*member.pointer;
      if constexpr (is_optional<std::remove_cvref_t<decltype(field)>>) {
        if (!field) return;
      }
      object.emplace(member.name, encode_argument(field, packet));
    });
    return object;
  }

 private:
  template <typename Field>
  static constexpr bool is_optional = false;
  template <typename Field>
  static constexpr bool is_optional<std::optional<Field>> = true;

  using members = boost::describe::describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>;
  static void for_each(const auto& visit) { boost::mp11::mp_for_each<members>(visit); }
};

}  // namespace webchats::socketio
