#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "chat/outcome.hpp"
#include "chat/types.hpp"

/// Who may do what: two tables, and the two questions that are asked of them. Pure.
namespace webchats::chat {

/// What is done in a room.
enum class room_action : std::uint8_t {
  read,          ///< history, members, pins, threads, files, search
  mark_read,     ///< markers, notification level, drafts, saved messages
  type,          ///< "is typing"
  send,          ///< messages, also in threads, also with files
  mention_all,   ///< @all, @here in a room of many
  react,         ///< add or remove an own reaction
  edit_own,      ///< an own message
  delete_own,    ///< an own message
  delete_any,    ///< anybody's message
  pin,           ///< or unpin
  report,        ///< tell the moderators of a message
  invite,        ///< people, or by a link
  kick,          ///< a member of lower rank
  ban,           ///< or end a ban
  mute,          ///< or end it
  update,        ///< name, topic, slow mode, read-only
  change_kind,   ///< public ↔ private
  archive,       ///< or open again
  give_roles,    ///< of the room
  manage_hooks,  ///< webhooks of the room
  leave,
};
inline constexpr std::size_t room_actions = 21;

/// What is done on the server as a whole.
enum class server_action : std::uint8_t {
  see_people,     ///< profiles, search of people
  see_directory,  ///< the list of public rooms; join one
  create_room,    ///< public or private
  open_direct,    ///< a direct room
  upload,
  invite_people,  ///< to the server
  ask_robot,
  own_bots,
  moderate,  ///< reports; delete everything of a person
  see_audit,
  manage_people,    ///< list, disable, reset
  manage_roles,     ///< of the server
  manage_rooms,     ///< list of all
  manage_words,     ///< the word filter
  manage_settings,  ///< settings, announcements, storage, connections, hooks and bots of all
};
inline constexpr std::size_t server_actions = 15;

/// How somebody stands to a room.
struct standing {
  server_role server = server_role::member;
  std::optional<member_role> member{};  ///< nothing: no member
  bool muted = false;                   ///< now
};

/// What matters of a room.
struct room_state {
  room_kind kind = room_kind::open;
  bool archived = false;
  bool read_only = false;
};

enum class verdict : std::uint8_t {
  allowed,
  forbidden,  ///< known, but not for them
  hidden,     ///< to them the room does not exist
  muted,
  archived,
};

/// May somebody who stands so do this in such a room?
///
/// Staff of the server (owner, admin: as owners; moderator: as moderator) have that rank in every public room, members
/// or not; in private and direct rooms only what their membership gives them. In a direct room all are equal: what the
/// table gives to everybody there, and nothing of what manages rooms and people.
[[nodiscard]] verdict judge(room_action what, const standing& who, const room_state& where) noexcept;

/// How somebody who is no member yet stands to a room.
struct newcomer {
  server_role server = server_role::member;
  std::optional<instant> banned{};  ///< now: until then, or for good, which is the epoch
  bool invited = false;             ///< by a link that holds
};

/// May they become a member? Guests come by invitation only; a direct room has the members it was made with.
[[nodiscard]] verdict judge_join(const newcomer& who, const room_state& where) noexcept;

/// May somebody of this role do this on the server?
[[nodiscard]] bool may(server_action what, server_role who) noexcept;

/// The refusal that says a verdict other than `allowed`; `until` when they are muted.
[[nodiscard]] refusal refusal_of(verdict why, instant until = {});
/// The same for somebody who would come in: who is banned is told until when, where they may know of the room.
[[nodiscard]] refusal refusal_of(verdict why, const newcomer& who);

/// Whether somebody of rank `actor` may act on (kick, mute, ban) somebody of rank `subject` in the same room.
[[nodiscard]] bool outranks(const standing& actor, const standing& subject, room_kind kind) noexcept;

/// The names of the actions, as tests and documents say them.
[[nodiscard]] std::string_view name_of(room_action what) noexcept;
[[nodiscard]] std::string_view name_of(server_action what) noexcept;

}  // namespace webchats::chat
