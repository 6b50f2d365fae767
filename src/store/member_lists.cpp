// Who is in a room, and who is banned from it, for its members.

#include <string>
#include <string_view>
#include <utility>

#include "chat/pinyin.hpp"
#include "store/member_store.hpp"
#include "store/membership.hpp"
#include "store/query.hpp"
#include "store/room_rows.hpp"
#include "store/search_index.hpp"
#include "store/time.hpp"

namespace webchats::store {

namespace {

/// Who has a part in the name, or is found by it among all people.
constexpr std::string_view called =
    "(lower(u.name) like lower(:pattern) escape '!' or exists (select 1 from people_keys k where k.user_id = u.id and "
    "k.term >= :first and k.term < :beyond))";

struct member_list_statements {
  explicit member_list_statements(connection& sql)
      : page(sql,
             "select u.id, u.name, u.avatar, u.email, u.role, m.role, m.muted_until from members m "
             "join users u on u.id = m.user_id where m.room_id = :room and m.user_id > :after and " +
                 std::string(called) + " order by m.user_id limit :limit"),
        one(sql,
            "select u.id, u.name, u.avatar, u.email, u.role, m.role, m.muted_until from members m "
            "join users u on u.id = m.user_id where m.room_id = :room and m.user_id = :user"),
        bans(sql,
             "select u.id, u.name, u.avatar, u.email, u.role, a.id, a.name, a.avatar, a.email, a.role, b.reason, "
             "b.time, b.expires from bans b join users u on u.id = b.user_id join users a on a.id = b.actor "
             "where b.room_id = :room and b.user_id > :after and (b.expires = 0 or b.expires > :now) and " +
                 std::string(called) + " order by b.user_id limit :limit") {}
  query<in<integer, integer, std::string, std::string, std::string, integer>,
        out<integer, std::string, std::string, std::string, integer, integer, integer>>
      page;
  query<in<integer, integer>, out<integer, std::string, std::string, std::string, integer, integer, integer>> one;
  query<in<integer, integer, integer, std::string, std::string, std::string, integer>,
        out<integer, std::string, std::string, std::string, integer, integer, std::string, std::string, std::string,
            integer, std::string, integer, integer>>
      bans;
};

member_list_statements& prepared(connection& sql) { return sql.prepared<member_list_statements>(); }

chat::user face(integer id, const std::string& name, const std::string& avatar, const std::string& email,
                integer role) {
  return {{id}, name, avatar, email, static_cast<chat::server_role>(role)};
}

/// What takes a row of members.
auto adding(std::vector<chat::room_member>& members, chat::instant now) {
  return [&members, now](integer id, const std::string& name, const std::string& avatar, const std::string& email,
                         integer server, integer role, integer muted) {
    const auto until = to_instant(muted);
    members.push_back({.who = face(id, name, avatar, email, server),
                       .role = static_cast<chat::member_role>(role),
                       .muted_until = until > now ? std::optional(until) : std::nullopt});
  };
}

chat::member_page members_now(connection& sql, chat::room_id room, const chat::list_range& range, chat::instant now) {
  chat::member_page page;
  const auto keys = keys_with(chat::typed_key(range.part));
  prepared(sql).page.each(adding(page.members, now), room.value, range.after, holding(range.part), keys.first,
                          keys.beyond, static_cast<integer>(range.limit) + 1);
  page.more = page.members.size() > range.limit;
  if (page.more) page.members.pop_back();
  return page;
}

chat::ban_page bans_now(connection& sql, chat::room_id room, const chat::list_range& range, chat::instant now) {
  chat::ban_page page;
  const auto keys = keys_with(chat::typed_key(range.part));
  prepared(sql).bans.each(
      [&](integer id, const std::string& name, const std::string& avatar, const std::string& email, integer role,
          integer actor, const std::string& by, const std::string& by_avatar, const std::string& by_email,
          integer by_role, const std::string& reason, integer time, integer expires) {
        page.bans.push_back({.who = face(id, name, avatar, email, role),
                             .by = face(actor, by, by_avatar, by_email, by_role),
                             .reason = reason,
                             .time = to_instant(time),
                             .expires = expires == 0 ? std::nullopt : std::optional(to_instant(expires))});
      },
      room.value, range.after, to_milliseconds(now), holding(range.part), keys.first, keys.beyond,
      static_cast<integer>(range.limit) + 1);
  page.more = page.bans.size() > range.limit;
  if (page.more) page.bans.pop_back();
  return page;
}

}  // namespace

chat::flow<chat::member_page> member_store::members_of(chat::user_id asker, chat::room_id room, chat::list_range range,
                                                       chat::instant now) {
  co_return co_await readers_.run<chat::member_page>(
      [=, range = std::move(range)](connection& sql) -> chat::outcome<chat::member_page> {
        if (const auto member = membership_of(sql, asker, room); !member) return std::unexpected(member.error());
        return members_now(sql, room, range, now);
      });
}

chat::flow<std::vector<chat::room_member>> member_store::members_among(chat::user_id asker, chat::room_id room,
                                                                       std::vector<chat::user_id> people,
                                                                       chat::instant now) {
  co_return co_await readers_.run<std::vector<chat::room_member>>(
      [=, people = std::move(people)](connection& sql) -> chat::outcome<std::vector<chat::room_member>> {
        if (const auto member = membership_of(sql, asker, room); !member) return std::unexpected(member.error());
        std::vector<chat::room_member> found;
        for (const auto who : people) prepared(sql).one.each(adding(found, now), room.value, who.value);
        return found;
      });
}

chat::flow<chat::ban_page> member_store::bans_of(chat::user_id asker, chat::room_id room, chat::list_range range,
                                                 chat::instant now) {
  co_return co_await readers_.run<chat::ban_page>(
      [=, range = std::move(range)](connection& sql) -> chat::outcome<chat::ban_page> {
        const auto judged = permitted(sql, asker, room, chat::room_action::ban, now);
        if (!judged) return std::unexpected(judged.error());
        return bans_now(sql, room, range, now);
      });
}

}  // namespace webchats::store
