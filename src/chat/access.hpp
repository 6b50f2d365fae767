#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "chat/ids.hpp"

/// What a token may do that is not a person's.
namespace webchats::chat {

/// Stored as the bits of a set.
enum class scope : std::uint8_t {
  messages_read,   ///< messages as they come, and their history
  messages_write,  ///< messages, reactions, pins, "is typing"
  rooms_read,      ///< rooms and who is in them
  rooms_write,     ///< join and leave public rooms
  files_write,     ///< upload
};
inline constexpr std::size_t scopes = 5;

/// Its name in the contract.
[[nodiscard]] constexpr std::string_view name_of(scope which) noexcept {
  constexpr std::array<std::string_view, scopes> names{"messages:read", "messages:write", "rooms:read", "rooms:write",
                                                       "files:write"};
  return names.at(std::to_underlying(which));
}

[[nodiscard]] constexpr std::optional<scope> scope_of(std::string_view name) noexcept {
  for (std::size_t at = 0; at < scopes; ++at) {
    if (const auto which = static_cast<scope>(at); name_of(which) == name) return which;
  }
  return std::nullopt;
}

/// Bounds on what a bot's token is good for, within what the bot itself may do.
struct access {
  std::uint32_t granted = 0;     ///< bits of `scope`
  std::vector<room_id> rooms{};  ///< none: every room of the bot

  [[nodiscard]] bool has(scope which) const noexcept { return (granted >> std::to_underlying(which) & 1U) != 0; }
  void grant(scope which) noexcept { granted |= 1U << std::to_underlying(which); }
  [[nodiscard]] bool covers(room_id room) const noexcept {
    if (rooms.empty()) return true;
    for (const auto each : rooms) {
      if (each == room) return true;
    }
    return false;
  }
  friend bool operator==(const access&, const access&) = default;
};

}  // namespace webchats::chat
