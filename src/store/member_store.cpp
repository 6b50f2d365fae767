#include "store/member_store.hpp"

#include <fmt/format.h>

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>

#include "store/audit.hpp"
#include "store/direct_blocks.hpp"
#include "store/member_rows.hpp"
#include "store/query.hpp"
#include "store/room_rows.hpp"
#include "store/time.hpp"

namespace webchats::store {

namespace {

struct member_statements {
  explicit member_statements(connection& sql)
      : unban(sql, "delete from bans where room_id = :room and user_id = :user"),
        ban(sql,
            "insert into bans (room_id, user_id, actor, reason, time, expires) "
            "values (:room, :user, :actor, :reason, :time, :expires)"),
        mute(sql, "update members set muted_until = :until where room_id = :room and user_id = :user"),
        give_role(sql, "update members set role = :role where room_id = :room and user_id = :user"),
        set_notify(sql, "update members set notify = :level where room_id = :room and user_id = :user") {}
  query<in<integer, integer>> unban;
  query<in<integer, integer, integer, std::string, integer, integer>> ban;
  query<in<integer, integer, integer>> mute;
  query<in<integer, integer, integer>> give_role;
  query<in<integer, integer, integer>> set_notify;
};

member_statements& prepared(connection& sql) { return sql.prepared<member_statements>(); }

std::string_view name_of(chat::member_role role) {
  constexpr std::array<std::string_view, 3> names{"member", "owner", "moderator"};
  return names.at(static_cast<std::size_t>(role));
}

/// One who acts on another in a room, both as they stand to it.
struct encounter {
  membership actor;
  membership subject;
};
/// Written down of one who acts on another.
void record(write_context& context, chat::user_id actor, std::string_view action, chat::room_id room,
            chat::user_id subject, chat::instant now, std::string_view more = {}) {
  record_audit(context.sql, actor, action, audited(subject), fmt::format(R"({{"room":{}{}}})", room.value, more), now);
}

/// Whether the subject must be in the room.
enum class wanted { member, anybody };

/// Both, if the actor may do `what` to the subject.
chat::outcome<encounter> meet(connection& sql, chat::user_id actor, chat::room_id room, chat::user_id subject,
                              chat::room_action what, wanted kind, chat::instant now) {
  auto judged = permitted(sql, actor, room, what, now);
  if (!judged) return std::unexpected(judged.error());
  auto found = standing_of(sql, subject, room);
  if (!found || (kind == wanted::member && !found->role)) return chat::refuse(chat::not_found{});
  // Roles are given by owners, to each other and to themselves, too.
  if (what != chat::room_action::give_roles &&
      !chat::outranks(judged->standing(now), found->standing(now), judged->room.kind)) {
    return chat::refuse(chat::forbidden{});
  }
  return encounter{std::move(*judged), std::move(*found)};
}

chat::outcome<std::vector<chat::user_id>> add_now(write_context& context, chat::user_id host, chat::room_id room,
                                                  const std::vector<chat::user_id>& people, chat::instant now) {
  const auto member = permitted(context.sql, host, room, chat::room_action::invite, now);
  if (!member) return std::unexpected(member.error());
  std::vector<chat::user_id> added;
  for (const auto id : people) {
    const auto person = active_person(context.sql, id);
    const auto standing = standing_of(context.sql, id, room);
    const bool may_come = person && standing && !standing->role && !banned_until(context.sql, room, id, now) &&
                          !is_blocked_between(context.sql, host, id);
    if (!may_come) continue;
    enter_room(context, room, *person, member->who, now);
    added.push_back(id);
  }
  return added;
}

chat::outcome<void> kick_now(write_context& context, chat::user_id actor, chat::room_id room, chat::user_id subject,
                             const std::string& reason, chat::instant now) {
  const auto both = meet(context.sql, actor, room, subject, chat::room_action::kick, wanted::member, now);
  if (!both) return std::unexpected(both.error());
  leave_room(context, room, both->subject.who, chat::member_change::kicked, both->actor.who, now, {reason});
  // What is said in a private room, and of it, is not for those who read the log.
  const bool told = !reason.empty() && both->actor.room.kind == chat::room_kind::open;
  const auto more = told ? R"(,"reason":)" + boost::json::serialize(boost::json::string(reason)) : std::string();
  record(context, actor, "member:kicked", room, subject, now, more);
  return {};
}

chat::outcome<void> ban_now(write_context& context, chat::user_id actor, chat::room_id room,
                            const chat::new_ban& made) {
  const auto both = meet(context.sql, actor, room, made.subject, chat::room_action::ban, wanted::anybody, made.time);
  if (!both) return std::unexpected(both.error());
  auto& statements = prepared(context.sql);
  statements.unban.run(room.value, made.subject.value);
  statements.ban.run(room.value, made.subject.value, actor.value, made.reason, to_milliseconds(made.time),
                     made.expires ? to_milliseconds(*made.expires) : 0);
  if (both->subject.role) {
    leave_room(context, room, both->subject.who, chat::member_change::banned, both->actor.who, made.time,
               {made.reason, made.expires});
  }
  const auto seconds = made.expires ? std::chrono::ceil<std::chrono::seconds>(*made.expires - made.time).count() : 0;
  record(context, actor, "member:banned", room, made.subject, made.time, fmt::format(R"(,"seconds":{})", seconds));
  return {};
}

chat::outcome<void> unban_now(write_context& context, chat::user_id actor, chat::room_id room, chat::user_id subject,
                              chat::instant now) {
  const auto both = permitted(context.sql, actor, room, chat::room_action::ban, now);
  if (!both) return std::unexpected(both.error());
  if (!standing_of(context.sql, subject, room)) return chat::refuse(chat::not_found{});
  if (prepared(context.sql).unban.run(room.value, subject.value) > 0) {
    record(context, actor, "member:unbanned", room, subject, now);
  }
  return {};
}

chat::outcome<void> mute_now(write_context& context, chat::user_id actor, chat::room_id room, chat::user_id subject,
                             chat::instant until, chat::instant now) {
  auto both = meet(context.sql, actor, room, subject, chat::room_action::mute, wanted::member, now);
  if (!both) return std::unexpected(both.error());
  const auto end = until > now ? until : chat::instant{};
  if (both->subject.muted_until == end) return {};
  prepared(context.sql).mute.run(to_milliseconds(end), room.value, subject.value);
  both->subject.muted_until = end;
  tell_changed(context, room, both->subject, chat::member_change::muted);
  if (end == chat::instant{}) {
    record(context, actor, "member:unmuted", room, subject, now);
  } else {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(end - now).count();
    record(context, actor, "member:muted", room, subject, now, fmt::format(R"(,"seconds":{})", seconds));
  }
  return {};
}

chat::outcome<void> give_role_now(write_context& context, chat::user_id actor, chat::room_id room,
                                  chat::user_id subject, chat::member_role role, chat::instant now) {
  auto both = meet(context.sql, actor, room, subject, chat::room_action::give_roles, wanted::member, now);
  if (!both) return std::unexpected(both.error());
  if (both->subject.role == role) return {};
  const bool last_owner = both->subject.role == chat::member_role::owner && owners_of(context.sql, room) == 1;
  const bool is_guest = both->subject.who.role == chat::server_role::guest;
  if (last_owner || (is_guest && role != chat::member_role::member)) return chat::refuse(chat::conflict{});
  prepared(context.sql).give_role.run(static_cast<integer>(role), room.value, subject.value);
  record(context, actor, "member:role", room, subject, now,
         fmt::format(R"(,"from":"{}","to":"{}")", name_of(*both->subject.role), name_of(role)));
  both->subject.role = role;
  tell_changed(context, room, both->subject, chat::member_change::role);
  return {};
}

}  // namespace

chat::flow<std::vector<chat::user_id>> member_store::add(chat::user_id host, chat::room_id room,
                                                         std::vector<chat::user_id> people, chat::instant now) {
  co_return co_await writer_.run<std::vector<chat::user_id>>(
      reads_heads::yes,
      [=, people = std::move(people)](write_context& context) { return add_now(context, host, room, people, now); });
}

chat::flow<void> member_store::kick(chat::user_id actor, chat::room_id room, chat::user_id subject, std::string reason,
                                    chat::instant now) {
  co_return co_await writer_.run<void>(reads_heads::yes, [=, reason = std::move(reason)](write_context& context) {
    return kick_now(context, actor, room, subject, reason, now);
  });
}

chat::flow<void> member_store::ban(chat::user_id actor, chat::room_id room, chat::new_ban made) {
  co_return co_await writer_.run<void>(reads_heads::yes, [actor, room, made = std::move(made)](write_context& context) {
    return ban_now(context, actor, room, made);
  });
}

chat::flow<void> member_store::unban(chat::user_id actor, chat::room_id room, chat::user_id subject,
                                     chat::instant now) {
  co_return co_await writer_.run<void>(
      reads_heads::no, [=](write_context& context) { return unban_now(context, actor, room, subject, now); });
}

chat::flow<void> member_store::mute(chat::user_id actor, chat::room_id room, chat::user_id subject, chat::instant until,
                                    chat::instant now) {
  co_return co_await writer_.run<void>(
      reads_heads::no, [=](write_context& context) { return mute_now(context, actor, room, subject, until, now); });
}

chat::flow<void> member_store::give_role(chat::user_id actor, chat::room_id room, chat::user_id subject,
                                         chat::member_role role, chat::instant now) {
  co_return co_await writer_.run<void>(
      reads_heads::no, [=](write_context& context) { return give_role_now(context, actor, room, subject, role, now); });
}

chat::flow<void> member_store::set_notify(chat::user_id who, chat::room_id room, chat::notify_level level) {
  co_return co_await writer_.run<void>(reads_heads::no, [=, this](write_context& context) -> chat::outcome<void> {
    const auto member = permitted(context.sql, who, room, chat::room_action::mark_read, {});
    if (!member) return std::unexpected(member.error());
    prepared(context.sql).set_notify.run(static_cast<integer>(level), room.value, who.value);
    recorder_.forget_room(room);
    return {};
  });
}

chat::flow<void> member_store::check(chat::user_id who, chat::room_id room, chat::room_action what, chat::instant now) {
  co_return co_await readers_.run<void>([=](connection& sql) -> chat::outcome<void> {
    const auto judged = permitted(sql, who, room, what, now);
    if (!judged) return std::unexpected(judged.error());
    return {};
  });
}

}  // namespace webchats::store
