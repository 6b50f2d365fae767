#include "store/membership.hpp"

#include "store/direct_blocks.hpp"
#include "store/query.hpp"
#include "store/time.hpp"

namespace webchats::store {

namespace {

struct membership_statements {
  explicit membership_statements(connection& sql)
      : standing(sql,
                 "select u.name, u.avatar, u.email, u.role, coalesce(m.role, -1), coalesce(m.last_read_seq, 0), "
                 "coalesce(m.muted_until, 0), coalesce(m.last_sent, 0), r.kind, r.archived, r.read_only, r.slow, "
                 "r.members, r.version from users u join rooms r on r.id = :room "
                 "left join members m on m.room_id = r.id and m.user_id = u.id where u.id = :user") {}
  query<in<integer, integer>, out<std::string, std::string, std::string, integer, integer, integer, integer, integer,
                                  integer, integer, integer, integer, integer, integer>>
      standing;
};

/// What reaches the other one in a room of two.
bool addresses_others(chat::room_action what) noexcept {
  using enum chat::room_action;
  return what == send || what == type || what == react || what == edit_own || what == pin;
}

}  // namespace

std::optional<membership> standing_of(connection& sql, chat::user_id user, chat::room_id room) {
  auto row = sql.prepared<membership_statements>().standing.first(room.value, user.value);
  if (!row) return std::nullopt;
  auto& [name, avatar, email, server, role, last_read, muted_until, last_sent, kind, archived, read_only, slow, members,
         version] = *row;
  return membership{
      .who = {user, std::move(name), std::move(avatar), std::move(email), static_cast<chat::server_role>(server)},
      .role = role < 0 ? std::nullopt : std::optional(static_cast<chat::member_role>(role)),
      .last_read = {last_read},
      .muted_until = to_instant(muted_until),
      .room = {static_cast<chat::room_kind>(kind), archived != 0, read_only != 0},
      .slow = std::chrono::seconds(slow),
      .members = members,
      .version = version,
      .last_sent = to_instant(last_sent)};
}

chat::outcome<membership> permitted(connection& sql, chat::user_id user, chat::room_id room, chat::room_action what,
                                    chat::instant now) {
  auto found = standing_of(sql, user, room);
  if (!found) return chat::refuse(chat::not_found{});
  const auto judged = chat::judge(what, found->standing(now), found->room);
  if (judged != chat::verdict::allowed) return chat::refuse(chat::refusal_of(judged, found->muted_until));
  if (found->room.kind == chat::room_kind::direct && addresses_others(what) && is_blocked_in(sql, room, user)) {
    return chat::refuse(chat::forbidden{});
  }
  return std::move(*found);
}

chat::outcome<void> may_delete(connection& sql, chat::user_id user, chat::room_id room,
                               std::optional<chat::user_id> author, chat::instant now) {
  const auto any = permitted(sql, user, room, chat::room_action::delete_any, now);
  if (!any) {
    const auto own = permitted(sql, user, room, chat::room_action::delete_own, now);
    if (!own) return std::unexpected(own.error());
  }
  if (!author) return chat::refuse(chat::not_found{});
  if (!any && *author != user) return chat::refuse(chat::forbidden{});
  return {};
}

chat::outcome<membership> membership_of(connection& sql, chat::user_id user, chat::room_id room) {
  return permitted(sql, user, room, chat::room_action::read, {});
}

}  // namespace webchats::store
