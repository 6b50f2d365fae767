#include "store/direct_rooms.hpp"

#include <algorithm>
#include <string>

#include "store/direct_blocks.hpp"
#include "store/member_rows.hpp"
#include "store/query.hpp"
#include "store/room_rows.hpp"
#include "store/time.hpp"

namespace webchats::store {

namespace {

struct direct_statements {
  explicit direct_statements(connection& sql)
      : find(sql, "select id from rooms where direct_key = :key"),
        insert(sql,
               "insert into rooms (kind, name, topic, members, created, direct_key) "
               "values (2, '', '', :members, :created, :key) returning id"),
        enter(sql,
              "insert into members (room_id, user_id, role, last_read_seq, joined) values (:room, :user, 0, 0, :now)"),
        open(sql, "update rooms set archived = 0 where id = :room") {}
  query<in<std::string>, out<integer>> find;
  query<in<integer, integer, std::string>, out<integer>> insert;
  query<in<integer, integer, integer>> enter;
  query<in<integer>> open;
};
static_assert(static_cast<int>(chat::room_kind::direct) == 2);

/// One room for the same people, whoever opens it.
std::string key_of(std::vector<chat::user_id> people) {
  std::ranges::sort(people);
  std::string key;
  for (const auto each : people) key += (key.empty() ? "" : ",") + std::to_string(each.value);
  return key;
}

chat::room_id make(write_context& context, const std::vector<chat::user_id>& people, const std::string& key,
                   chat::instant now) {
  auto& statements = context.sql.prepared<direct_statements>();
  const auto created = to_milliseconds(now);
  const auto [given] = statements.insert.first(static_cast<integer>(people.size()), created, key).value();
  const chat::room_id room{given};
  for (const auto each : people) statements.enter.run(room.value, each.value, created);
  context.notices.emplace_back(chat::room_created{room_row(context.sql, room), people});
  return room;
}

/// Brings back into the room who left it.
void return_to(write_context& context, chat::room_id room, const std::vector<chat::user>& people, chat::user_id asker,
               chat::instant now) {
  const auto here = std::ranges::find(people, asker, &chat::user::id);
  context.sql.prepared<direct_statements>().open.run(room.value);
  for (const auto& each : people) {
    if (people.size() > 2 && each.id != asker) continue;
    const auto standing = standing_of(context.sql, each.id, room);
    if (standing && !standing->role) enter_room(context, room, each, *here, now);
  }
}

}  // namespace

chat::outcome<chat::joined_room> direct_room(write_context& context, chat::user_id who,
                                             const std::vector<chat::user_id>& others, chat::instant now) {
  std::vector<chat::user> people;
  std::vector<chat::user_id> ids{who};
  ids.insert(ids.end(), others.begin(), others.end());
  for (const auto id : ids) {
    auto person = active_person(context.sql, id);
    if (!person) return chat::refuse(chat::invalid{chat::field::users, chat::rule::unknown});
    people.push_back(std::move(*person));
  }
  if (!chat::may(chat::server_action::open_direct, people.front().role)) return chat::refuse(chat::forbidden{});
  for (const auto other : others) {
    if (is_blocked_between(context.sql, who, other)) return chat::refuse(chat::forbidden{});
  }
  const auto key = key_of(ids);
  const auto found = context.sql.prepared<direct_statements>().find.first(key);
  if (!found) return room_for(context.sql, who, make(context, ids, key, now));
  const chat::room_id room{std::get<0>(*found)};
  return_to(context, room, people, who, now);
  return room_for(context.sql, who, room);
}

}  // namespace webchats::store
