#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "chat/notices.hpp"
#include "chat/outcome.hpp"
#include "chat/types.hpp"

/// Doors between rooms and other programs.
namespace webchats::chat {

using hook_id = numeric_id<struct hook_tag>;

/// Stored as a number.
enum class hook_kind : std::uint8_t {
  incoming,  ///< others write into a room
  outgoing,  ///< others are told what happens in rooms
  command,   ///< others answer a slash command
};

/// What an outgoing hook can be told of; stored as the bits of a set.
enum class hook_event : std::uint8_t {
  message_posted,
  message_updated,
  message_deleted,
  member_joined,
  member_left,
  reaction_added,
};
inline constexpr std::size_t hook_events = 6;

/// Its name in the contract: "message.posted".
[[nodiscard]] constexpr std::string_view name_of(hook_event which) noexcept {
  switch (which) {
    case hook_event::message_posted:
      return "message.posted";
    case hook_event::message_updated:
      return "message.updated";
    case hook_event::message_deleted:
      return "message.deleted";
    case hook_event::member_joined:
      return "member.joined";
    case hook_event::member_left:
      return "member.left";
    case hook_event::reaction_added:
      break;
  }
  return "reaction.added";
}

class hook_event_set {
 public:
  constexpr hook_event_set() = default;
  constexpr explicit hook_event_set(std::uint32_t bits) : bits_(bits & ((1U << hook_events) - 1)) {}
  constexpr void add(hook_event which) noexcept { bits_ |= 1U << std::to_underlying(which); }
  [[nodiscard]] constexpr bool has(hook_event which) const noexcept {
    return (bits_ >> std::to_underlying(which) & 1U) != 0;
  }
  [[nodiscard]] constexpr bool empty() const noexcept { return bits_ == 0; }
  [[nodiscard]] constexpr std::uint32_t bits() const noexcept { return bits_; }
  friend bool operator==(const hook_event_set&, const hook_event_set&) = default;

 private:
  std::uint32_t bits_ = 0;
};

/// A hook. Never holds a token.
struct hook {
  hook_id id;
  hook_kind kind = hook_kind::incoming;
  std::string name;            ///< of an incoming one: as whom it writes
  std::vector<room_id> rooms;  ///< incoming: one
  bool everywhere = false;     ///< a command that is known in every room
  user_id author;              ///< the bot that writes for it; none for an outgoing one
  user_id creator;
  std::string url{};      ///< of outgoing ones and commands
  std::string secret{};   ///< signs what goes out; of an incoming one, what comes in must be signed with, if not empty
  std::string command{};  ///< the word after the slash
  std::string description{};  ///< what the command does; may be empty
  hook_event_set events{};
  instant created;
};

struct new_hook {
  hook_kind kind = hook_kind::incoming;
  std::string name;
  std::vector<room_id> rooms;
  bool everywhere = false;  ///< needs who may manage the server's settings
  user_id creator;
  std::string url{};
  std::string secret{};
  std::string token_hash{};  ///< of an incoming one
  std::string command{};
  std::string description{};
  hook_event_set events{};
  instant created;
  std::size_t most_per_room = 50;  ///< refuse with `forbidden` beyond
};

class hook_repository {
 public:
  virtual ~hook_repository() = default;
  /// By somebody who may manage the hooks of each of the rooms, or the server's settings. Makes the bot that writes for
  /// it and puts it into its rooms. Refuses with `forbidden`, `not_found`, `taken` (the command, or the name of a
  /// person).
  [[nodiscard]] virtual flow<hook> add(new_hook made) = 0;
  /// By somebody who may add it. Refuses with `forbidden`, `not_found`. What waits for it is not sent any more.
  [[nodiscard]] virtual flow<void> remove(user_id who, hook_id removed, instant now) = 0;
  /// Those of a room; with no room, all of the server. Refuses with `forbidden`, `not_found`.
  [[nodiscard]] virtual flow<std::vector<hook>> list(user_id asker, std::optional<room_id> room, instant now) = 0;
  /// One that `asker` may manage; else `not_found`.
  [[nodiscard]] virtual flow<hook> managed(user_id asker, hook_id wanted, instant now) = 0;

  /// An incoming one by its token. Refuses with `not_found`.
  [[nodiscard]] virtual flow<hook> by_token(std::string token_hash) = 0;
  /// An outgoing one. Refuses with `not_found`.
  [[nodiscard]] virtual flow<hook> outgoing(hook_id wanted) = 0;
  /// The one that answers this command in this room, for somebody who may write there. Refuses with `not_found`, or
  /// with what `judge` says of sending.
  [[nodiscard]] virtual flow<hook> answering(user_id asker, std::string command, room_id room, instant now) = 0;
  /// All that answer commands in this room, by their words; of two with the same word the one that answers it.
  [[nodiscard]] virtual flow<std::vector<hook>> commands_in(room_id room) = 0;
  /// The bot of a command that is known everywhere becomes a member of the room in which it answers.
  [[nodiscard]] virtual flow<void> enter(hook_id answering, room_id room, instant now) = 0;
};

/// What outgoing hooks are told of a change, in the contract's words. Called on the writer's thread before the commit;
/// pure.
class hook_event_writer {
 public:
  virtual ~hook_event_writer() = default;

  /// Which event it is, and where; nothing for what no hook is told of.
  [[nodiscard]] virtual std::optional<std::pair<hook_event, room_id>> event_of(const notice& change) const = 0;
  /// The payload of such an event.
  [[nodiscard]] virtual std::string payload_of(const notice& change, instant now) const = 0;
};

}  // namespace webchats::chat
