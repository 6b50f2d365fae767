#include "chat/permissions.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace webchats::chat {

namespace {

enum class least : std::uint8_t { anybody_here, moderator, owner };
/// What of a room's state stops an action.
enum class when_muted : std::uint8_t { goes, stops };
enum class when_archived : std::uint8_t { goes, stops };
enum class when_read_only : std::uint8_t { goes, needs_moderator };
enum class guests : std::uint8_t { may, may_not };
/// Who does it in a direct room, where nobody has a rank.
enum class in_direct : std::uint8_t { everybody, nobody };

struct room_rule {
  room_action what;
  std::string_view name;
  least rank;
  guests visiting;
  in_direct direct;
  when_muted mute;
  when_archived archive;
  when_read_only read_only;
};

using enum least;  // the columns below read as a table
constexpr auto g = guests::may;
constexpr auto n = guests::may_not;
constexpr auto all = in_direct::everybody;
constexpr auto none = in_direct::nobody;
constexpr auto muted_too = when_muted::goes;
constexpr auto not_muted = when_muted::stops;
constexpr auto always = when_archived::goes;
constexpr auto while_open = when_archived::stops;
constexpr auto free = when_read_only::goes;
constexpr auto writes = when_read_only::needs_moderator;

constexpr std::array room_table{
    //        action                      name            least         guest direct muted   archived    read-only
    room_rule{room_action::read, "read", anybody_here, g, all, muted_too, always, free},
    room_rule{room_action::mark_read, "mark_read", anybody_here, g, all, muted_too, always, free},
    room_rule{room_action::type, "type", anybody_here, g, all, not_muted, while_open, writes},
    room_rule{room_action::send, "send", anybody_here, g, all, not_muted, while_open, writes},
    room_rule{room_action::mention_all, "mention_all", moderator, n, all, not_muted, while_open, writes},
    room_rule{room_action::react, "react", anybody_here, g, all, not_muted, while_open, free},
    room_rule{room_action::edit_own, "edit_own", anybody_here, g, all, not_muted, while_open, writes},
    room_rule{room_action::delete_own, "delete_own", anybody_here, g, all, muted_too, while_open, free},
    room_rule{room_action::delete_any, "delete_any", moderator, n, none, muted_too, always, free},
    room_rule{room_action::pin, "pin", moderator, n, all, not_muted, while_open, free},
    room_rule{room_action::report, "report", anybody_here, g, all, muted_too, always, free},
    room_rule{room_action::invite, "invite", anybody_here, n, none, not_muted, while_open, free},
    room_rule{room_action::kick, "kick", moderator, n, none, muted_too, always, free},
    room_rule{room_action::ban, "ban", moderator, n, none, muted_too, always, free},
    room_rule{room_action::mute, "mute", moderator, n, none, muted_too, always, free},
    room_rule{room_action::update, "update", moderator, n, none, muted_too, while_open, free},
    room_rule{room_action::change_kind, "change_kind", owner, n, none, muted_too, while_open, free},
    room_rule{room_action::archive, "archive", owner, n, none, muted_too, always, free},
    room_rule{room_action::give_roles, "give_roles", owner, n, none, muted_too, always, free},
    room_rule{room_action::manage_hooks, "manage_hooks", owner, n, none, muted_too, while_open, free},
    room_rule{room_action::leave, "leave", anybody_here, g, all, muted_too, always, free},
};
static_assert(room_table.size() == room_actions);

constexpr unsigned bit(server_role role) noexcept { return 1U << std::to_underlying(role); }
constexpr unsigned admins = bit(server_role::owner) | bit(server_role::admin);
constexpr unsigned staff = admins | bit(server_role::moderator);
constexpr unsigned members = staff | bit(server_role::member);
constexpr unsigned bots = bit(server_role::bot);

struct server_rule {
  server_action what;
  std::string_view name;
  unsigned roles;
};

constexpr std::array server_table{
    server_rule{server_action::see_people, "see_people", members | bots},
    server_rule{server_action::see_directory, "see_directory", members | bots},
    server_rule{server_action::create_room, "create_room", members},
    server_rule{server_action::open_direct, "open_direct", members | bots},
    server_rule{server_action::upload, "upload", members | bots | bit(server_role::guest)},
    server_rule{server_action::invite_people, "invite_people", members},
    server_rule{server_action::ask_robot, "ask_robot", members},
    server_rule{server_action::own_bots, "own_bots", members},
    server_rule{server_action::moderate, "moderate", staff},
    server_rule{server_action::see_audit, "see_audit", admins},
    server_rule{server_action::manage_people, "manage_people", admins},
    server_rule{server_action::manage_roles, "manage_roles", admins},
    server_rule{server_action::manage_rooms, "manage_rooms", admins},
    server_rule{server_action::manage_words, "manage_words", admins},
    server_rule{server_action::manage_settings, "manage_settings", admins},
};
static_assert(server_table.size() == server_actions);

constexpr bool ordered() {
  for (std::size_t at = 0; at < room_table.size(); ++at) {
    if (std::to_underlying(room_table.at(at).what) != at) return false;
  }
  for (std::size_t at = 0; at < server_table.size(); ++at) {
    if (std::to_underlying(server_table.at(at).what) != at) return false;
  }
  return true;
}
static_assert(ordered(), "a rule is found by its action");

/// The rank that staff of the server have in public rooms; −1 for everybody else.
int staff_rank(server_role role) noexcept {
  switch (role) {
    case server_role::owner:
    case server_role::admin:
      return rank(member_role::owner);
    case server_role::moderator:
      return rank(member_role::moderator);
    default:
      return -1;
  }
}

/// −1: no business here.
int rank_of(const standing& who, room_kind kind) noexcept {
  const int own = who.member ? rank(*who.member) : -1;
  return kind == room_kind::open ? std::max(own, staff_rank(who.server)) : own;
}

int needed(const room_rule& rule, room_kind kind) noexcept {
  if (kind == room_kind::direct) return rule.direct == in_direct::everybody ? 0 : rank(member_role::owner) + 1;
  switch (rule.rank) {
    case anybody_here:
      return 0;
    case moderator:
      return rank(member_role::moderator);
    case owner:
      break;
  }
  return rank(member_role::owner);
}

}  // namespace

verdict judge(room_action what, const standing& who, const room_state& where) noexcept {
  const auto& rule = room_table[std::to_underlying(what)];
  const int here = rank_of(who, where.kind);
  if (here < 0) return where.kind == room_kind::open ? verdict::forbidden : verdict::hidden;
  // What belongs to membership needs one, staff or not.
  if (!who.member && rule.rank == anybody_here) return verdict::forbidden;
  if (who.server == server_role::guest && rule.visiting == guests::may_not) return verdict::forbidden;
  if (here < needed(rule, where.kind)) return verdict::forbidden;
  if (where.archived && rule.archive == when_archived::stops) return verdict::archived;
  if (where.read_only && rule.read_only == when_read_only::needs_moderator && here < rank(member_role::moderator)) {
    return verdict::forbidden;
  }
  if (who.muted && rule.mute == when_muted::stops) return verdict::muted;
  return verdict::allowed;
}

verdict judge_join(const newcomer& who, const room_state& where) noexcept {
  const bool shown = where.kind == room_kind::open;
  if (where.kind == room_kind::direct || (!shown && (who.banned || !who.invited))) return verdict::hidden;
  if (who.banned) return verdict::forbidden;
  if (!who.invited && !may(server_action::see_directory, who.server)) return verdict::forbidden;
  return where.archived ? verdict::archived : verdict::allowed;
}

bool may(server_action what, server_role who) noexcept {
  return (server_table[std::to_underlying(what)].roles & bit(who)) != 0;
}

refusal refusal_of(verdict why, instant until) {
  switch (why) {
    case verdict::hidden:
      return not_found{};
    case verdict::muted:
      return muted{until};
    case verdict::archived:
      return conflict{};
    case verdict::allowed:
    case verdict::forbidden:
      break;
  }
  return forbidden{};
}

refusal refusal_of(verdict why, const newcomer& who) {
  if (why == verdict::forbidden && who.banned) return banned{*who.banned};
  return refusal_of(why);
}

bool outranks(const standing& actor, const standing& subject, room_kind kind) noexcept {
  return rank_of(actor, kind) > rank_of(subject, kind);
}

std::string_view name_of(room_action what) noexcept { return room_table[std::to_underlying(what)].name; }
std::string_view name_of(server_action what) noexcept { return server_table[std::to_underlying(what)].name; }

}  // namespace webchats::chat
