#pragma once

#include <algorithm>
#include <string_view>

/// The little grammar that WebSocket's header values are made of (RFC 9110 §5.6). Each function takes from the front.
namespace webchats::ws {

[[nodiscard]] constexpr char to_lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

/// ASCII, without regard to case. `lower` is in lower case.
[[nodiscard]] constexpr bool equals(std::string_view text, std::string_view lower) noexcept {
  return std::ranges::equal(text, lower, {}, to_lower);
}

[[nodiscard]] constexpr bool is_token_char(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("!#$%&'*+-.^_`|~").contains(c);
}

constexpr void skip_space(std::string_view& rest) noexcept {
  const auto end = rest.find_first_not_of(" \t");
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end);
}

/// Takes `c` if it is next.
[[nodiscard]] constexpr bool take(std::string_view& rest, char c) noexcept {
  if (rest.empty() || rest.front() != c) return false;
  rest.remove_prefix(1);
  return true;
}

/// Takes the token that is next; empty when there is none.
[[nodiscard]] constexpr std::string_view take_token(std::string_view& rest) noexcept {
  const auto* end = std::ranges::find_if_not(rest, is_token_char);
  const std::string_view token(rest.begin(), end);
  rest.remove_prefix(token.size());
  return token;
}

/// Whether the comma-separated `list` has the element `lower`.
[[nodiscard]] constexpr bool has_token(std::string_view list, std::string_view lower) noexcept {
  while (!list.empty()) {
    std::string_view element = list.substr(0, list.find(','));
    list.remove_prefix(std::min(list.size(), element.size() + 1));
    skip_space(element);
    const auto end = element.find_last_not_of(" \t");
    if (end != std::string_view::npos && equals(element.substr(0, end + 1), lower)) return true;
  }
  return false;
}

}  // namespace webchats::ws
