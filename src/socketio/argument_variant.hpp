#pragma once

#include <expected>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "socketio/argument_traits.hpp"

namespace webchats::socketio {

/// Null; as the first alternative of a variant.
template <>
struct argument_traits<std::monostate> {
  static decoded<std::monostate> decode(const argument_view& in) {
    if (in.empty()) return std::monostate();
    return in.expected("null");
  }
  static boost::json::value encode(std::monostate, arguments&) { return nullptr; }
};

/// The first alternative that the value looks like (`probe_argument`): put `int` before `double`, and a struct before
/// one with fewer members; lists are one kind, whatever is in them. That one then has to fit, no other is tried, so
/// decoding is linear in the packet, however variants are nested.
template <typename... T>
struct argument_traits<std::variant<T...>> {
  static decoded<std::variant<T...>> decode(const argument_view& in) {
    std::optional<decoded<std::variant<T...>>> made;
    decoded<void> seen = choose(in, [&]<typename Alternative>(std::type_identity<Alternative>) {
      decoded<Alternative> value = decode_argument<Alternative>(in);
      if (value) {
        made.emplace(std::in_place, std::in_place_type<Alternative>, *std::move(value));
      } else {
        made.emplace(std::unexpected(std::move(value).error()));
      }
    });
    if (!seen) return std::unexpected(std::move(seen).error());
    return *std::move(made);
  }
  static decoded<void> probe(const argument_view& in) {
    return choose(in, [](auto) {});
  }
  static boost::json::value encode(const std::variant<T...>& value, arguments& packet) {
    return std::visit([&](const auto& alternative) { return encode_argument(alternative, packet); }, value);
  }

 private:
  /// Calls `take` with the type of the alternative that `in` looks like.
  static decoded<void> choose(const argument_view& in, const auto& take) {
    std::optional<argument_error> wrong;
    const auto is = [&]<typename Alternative>(std::type_identity<Alternative> type) {
      decoded<void> seen = probe_argument<Alternative>(in);
      if (seen) {
        take(type);
        return true;
      }
      if (wrong) {
        wrong->merge(std::move(seen).error());
      } else {
        wrong = std::move(seen).error();
      }
      return false;
    };
    if ((is(std::type_identity<T>()) || ...)) return {};
    return std::unexpected(*std::move(wrong));
  }
};

}  // namespace webchats::socketio
