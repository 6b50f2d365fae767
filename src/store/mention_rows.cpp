#include "store/mention_rows.hpp"

#include <algorithm>
#include <string>

#include "chat/mentions.hpp"
#include "store/query.hpp"

namespace webchats::store {

namespace {

// Rows of nobody: "@all", which names whoever is in the room, and "@here", beside the rows of whom it names.
constexpr integer all = 0;
constexpr integer here = -1;

struct mention_statements {
  explicit mention_statements(connection& sql)
      : member(sql,
               "select u.id from users u join members m on m.user_id = u.id and m.room_id = :room "
               "where u.name_key = :key order by case when u.name_claim is null then 1 else 0 end, u.id limit 1"),
        insert(sql, "insert into mentions (user_id, room_id, seq) values (:user, :room, :seq)"),
        forget(sql, "delete from mentions where room_id = :room and seq = :seq"),
        crowd(
            sql,
            "select user_id from mentions where room_id = :room and seq = :seq and user_id in (:all, :here, :reader)"),
        unread(sql, "select count(*) from mentions where user_id in (:user, 0) and room_id = :room and seq > :seq") {}
  query<in<integer, std::string>, out<integer>> member;
  query<in<integer, integer, integer>> insert;
  query<in<integer, integer>> forget;
  query<in<integer, integer, integer, integer, integer>, out<integer>> crowd;
  query<in<integer, integer, integer>, out<integer>> unread;
};

bool may_name_all(const membership& author, const mention_rules& rules, chat::instant now) {
  return author.members <= rules.may_name_all ||
         chat::judge(chat::room_action::mention_all, author.standing(now), author.room) == chat::verdict::allowed;
}

}  // namespace

mentioned mentioned_in(connection& sql, const membership& author, chat::room_id room, std::string_view text,
                       const mention_rules& rules, chat::instant now) {
  mentioned found;
  const auto named = chat::names_in(text);
  if (named.crowd != chat::crowd::nobody && may_name_all(author, rules, now)) {
    found.crowd = true;
    found.everybody = named.crowd == chat::crowd::everybody || rules.here.empty();
    if (!found.everybody) found.people = rules.here;
  }
  for (const auto& each : named.people) {
    for (const auto& key : each.keys) {
      const auto row = sql.prepared<mention_statements>().member.first(room.value, key);
      if (!row) continue;
      found.people.push_back({std::get<0>(*row)});
      break;
    }
  }
  std::ranges::sort(found.people);
  found.people.erase(std::ranges::unique(found.people).begin(), found.people.end());
  std::erase(found.people, author.who.id);
  if (found.everybody) found.people.clear();
  return found;
}

void write_mentions(connection& sql, chat::room_id room, chat::seq_no seq, const mentioned& named) {
  auto& insert = sql.prepared<mention_statements>().insert;
  if (named.crowd) insert.run(named.everybody ? all : here, room.value, seq.value);
  for (const auto user : named.people) insert.run(user.value, room.value, seq.value);
}

void forget_mentions(connection& sql, chat::room_id room, chat::seq_no seq) {
  sql.prepared<mention_statements>().forget.run(room.value, seq.value);
}

bool names_crowd(connection& sql, const chat::message& said, chat::user_id reader) {
  if (chat::names_in(said.text).crowd == chat::crowd::nobody) return false;
  bool names_all = false;
  bool names_here = false;
  bool names_reader = reader == said.author.id;
  sql.prepared<mention_statements>().crowd.each(
      [&](integer user) {
        names_all |= user == all;
        names_here |= user == here;
        names_reader |= user == reader.value;
      },
      said.room.value, said.seq.value, all, here, reader.value);
  return names_all || (names_here && names_reader);
}

std::int64_t unread_mentions(connection& sql, chat::user_id user, chat::room_id room, chat::seq_no last_read) {
  return std::get<0>(sql.prepared<mention_statements>().unread.first(user.value, room.value, last_read.value).value());
}

}  // namespace webchats::store
