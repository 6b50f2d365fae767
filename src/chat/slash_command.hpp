#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "chat/language.hpp"
#include "chat/outcome.hpp"
#include "chat/permissions.hpp"

/// What people write after a slash. Pure.
namespace webchats::chat {

/// The commands that are always there.
enum class builtin_command : std::uint8_t { me, shrug, topic, invite, kick, mute, leave, archive, summary, help };

/// One of them, as `/help` shows it.
struct command_help {
  builtin_command which;
  room_action needs;  ///< what its writer must be allowed to do
  wording name;       ///< without the slash
  std::string_view arguments;
  wording says;
};

[[nodiscard]] std::span<const command_help> all_commands() noexcept;

/// Whether somebody who stands so to such a room may use it there.
[[nodiscard]] bool may_use(const command_help& one, const standing& who, const room_state& where) noexcept;

/// A command of ours with what it needs.
struct known_command {
  builtin_command which;
  std::string text{};               ///< of me, shrug and topic; may be empty
  std::string person{};             ///< of invite, kick and mute: without the @
  std::chrono::seconds duration{};  ///< of mute; 0 ends it
};

/// A command of somebody else.
struct other_command {
  std::string word;  ///< lowered, without the slash
  std::string text;  ///< all that follows
};

using slash_command = std::variant<known_command, other_command>;

/// Reads `/word …`, in any case, with a full-width slash too. Refuses with `invalid`: `command` is no command at all,
/// `user` a person is missing, `seconds` a duration is none.
[[nodiscard]] outcome<slash_command> read_command(std::string_view text);

/// Whether a word, lowered and without its slash, is one of ours in any language.
[[nodiscard]] bool is_builtin_command(std::string_view word) noexcept;

/// ASCII letters lowered.
[[nodiscard]] std::string lowered_command(std::string_view word);

/// "30s", "10m", "2h", "1d", "10" (minutes), "10分钟", "2小时", "1天", "30秒"; at most 365 days.
[[nodiscard]] std::optional<std::chrono::seconds> read_duration(std::string_view text) noexcept;

}  // namespace webchats::chat
