#include "store/room_rows.hpp"

#include <string>
#include <string_view>
#include <utility>

#include "chat/pinyin.hpp"
#include "chat/search_text.hpp"
#include "store/membership.hpp"
#include "store/message_rows.hpp"
#include "store/query.hpp"
#include "store/time.hpp"

namespace webchats::store {

namespace {

using chat::joined_room;

constexpr const char* joined_columns =
    "select r.id, r.kind, r.name, r.topic, r.last_seq, r.version, coalesce(r.classic_number, 0), r.archived, "
    "r.read_only, r.slow, r.members, m.role, m.last_read_seq, m.notify, m.muted_until, "
    "coalesce((select d.text from drafts d where d.user_id = m.user_id and d.room_id = r.id and d.thread = 0), ''), "
    "(select count(*) from mentions n where n.user_id in (m.user_id, 0) and n.room_id = r.id and "
    "n.seq > m.last_read_seq) "
    "from members m join rooms r on r.id = m.room_id where m.user_id = :user";

using joined_out = out<integer, integer, std::string, std::string, integer, integer, integer, integer, integer, integer,
                       integer, integer, integer, integer, integer, std::string, integer>;

constexpr const char* room_columns =
    "select id, kind, name, topic, last_seq, version, coalesce(classic_number, 0), archived, read_only, slow, members "
    "from rooms where ";
using room_out =
    out<integer, integer, std::string, std::string, integer, integer, integer, integer, integer, integer, integer>;

struct room_row_statements {
  explicit room_row_statements(connection& sql)
      : all(sql, std::string(joined_columns) + " order by r.id"),
        one(sql, std::string(joined_columns) + " and m.room_id = :room"),
        members(sql,
                "select u.id, u.name, u.avatar, u.email, u.role from members m join users u on u.id = m.user_id "
                "where m.room_id = :room order by u.id"),
        room(sql, std::string(room_columns) + "id = :room"),
        open(sql, std::string(room_columns) + "kind = 0 and archived = 0 and id > :after order by id limit :limit") {}
  query<in<integer>, joined_out> all;
  query<in<integer, integer>, joined_out> one;
  query<in<integer>, out<integer, std::string, std::string, std::string, integer>> members;
  query<in<integer>, room_out> room;
  query<in<integer, integer>, room_out> open;
};

chat::room to_room(integer id, integer kind, const std::string& name, const std::string& topic, integer last_seq,
                   integer version, integer classic, integer archived, integer read_only, integer slow,
                   integer members) {
  return {.id = {id},
          .kind = static_cast<chat::room_kind>(kind),
          .name = name,
          .topic = topic,
          .last_seq = {last_seq},
          .version = version,
          .classic_number = classic == 0 ? std::nullopt : std::optional(static_cast<int>(classic)),
          .archived = archived != 0,
          .read_only = read_only != 0,
          .slow = std::chrono::seconds(slow),
          .members = members};
}

joined_room to_joined(integer id, integer kind, const std::string& name, const std::string& topic, integer last_seq,
                      integer version, integer classic, integer archived, integer read_only, integer slow,
                      integer members, integer role, integer last_read, integer notify, integer muted_until,
                      const std::string& draft, integer mentions) {
  return {.room = to_room(id, kind, name, topic, last_seq, version, classic, archived, read_only, slow, members),
          .role = static_cast<chat::member_role>(role),
          .last_read = {last_read},
          .last_message = std::nullopt,
          .mentions = mentions,
          .notify = static_cast<chat::notify_level>(notify),
          .muted_until = muted_until == 0 ? std::nullopt : std::optional(to_instant(muted_until)),
          .draft = draft};
}

/// What a row of `joined_columns` does not hold.
void complete(connection& sql, joined_room& each, chat::user_id member) {
  each.last_message = read_message(sql, each.room.id, each.room.last_seq, member);
  if (each.room.kind != chat::room_kind::direct) return;
  sql.prepared<room_row_statements>().members.each(
      [&](integer id, const std::string& name, const std::string& avatar, const std::string& email, integer role) {
        if (id != member.value)
          each.people.push_back({{id}, name, avatar, email, static_cast<chat::server_role>(role)});
      },
      each.room.id.value);
}

}  // namespace

std::vector<joined_room> rooms_of(connection& sql, chat::user_id member) {
  std::vector<joined_room> found;
  sql.prepared<room_row_statements>().all.each([&](const auto&... columns) { found.push_back(to_joined(columns...)); },
                                               member.value);
  for (auto& each : found) complete(sql, each, member);
  return found;
}

chat::outcome<joined_room> room_for(connection& sql, chat::user_id member, chat::room_id wanted) {
  if (const auto row = sql.prepared<room_row_statements>().one.first(member.value, wanted.value)) {
    auto found = std::apply(to_joined, *row);
    complete(sql, found, member);
    return found;
  }
  return std::unexpected(membership_of(sql, member, wanted).error());
}

std::optional<chat::room> read_room(connection& sql, chat::room_id wanted) {
  const auto row = sql.prepared<room_row_statements>().room.first(wanted.value);
  return row ? std::optional(std::apply(to_room, *row)) : std::nullopt;
}

std::vector<chat::room> open_rooms(connection& sql, std::string_view part, std::int64_t after, std::size_t limit) {
  constexpr std::size_t at_once = 200;
  const auto typed = chat::folded_name(part);
  const auto fits = [&](const std::string& name) {
    return name.contains(part) || (!typed.empty() && (chat::folded_name(name).contains(typed) ||
                                                      chat::match(name, part) != chat::name_match::none));
  };
  std::vector<chat::room> found;
  std::size_t read = at_once;
  while (read == at_once && found.size() < limit) {
    read = 0;
    sql.prepared<room_row_statements>().open.each(
        [&](const auto&... columns) {
          auto each = to_room(columns...);
          ++read;
          after = each.id.value;
          if (found.size() < limit && fits(each.name)) found.push_back(std::move(each));
        },
        after, static_cast<integer>(at_once));
  }
  return found;
}

std::string holding(const std::string& part) {
  std::string pattern = "%";
  for (const char c : part) {
    if (c == '%' || c == '_' || c == '!') pattern += '!';
    pattern += c;
  }
  return pattern += '%';
}

}  // namespace webchats::store
