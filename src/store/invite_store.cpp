#include "store/invite_store.hpp"

#include <string_view>
#include <utility>

#include "store/audit.hpp"
#include "store/member_rows.hpp"
#include "store/query.hpp"
#include "store/room_rows.hpp"
#include "store/time.hpp"

namespace webchats::store {

namespace {

using chat::invite;

constexpr integer unlimited = -1;
constexpr integer most_listed = 1'000;

constexpr const char* invite_columns =
    "select id, room_id, creator, role, created, expires, uses_left from invites where ";
using invite_out = out<integer, integer, integer, integer, integer, integer, integer>;

struct invite_statements {
  explicit invite_statements(connection& sql)
      : by_id(sql, std::string(invite_columns) + "id = :id"),
        by_code(sql, std::string(invite_columns) + "code_hash = :hash"),
        candidates(sql, std::string(invite_columns) +
                            "expires > :now and uses_left <> 0 and (creator = :user or room_id = 0 or room_id in "
                            "(select m.room_id from members m where m.user_id = :same)) order by id desc limit :most"),
        count(sql, "select count(*) from invites where creator = :user"),
        forget(sql, "delete from invites where creator = :user and (expires <= :now or uses_left = 0)"),
        insert(sql,
               "insert into invites (code_hash, room_id, creator, role, created, expires, uses_left) "
               "values (:hash, :room, :creator, :role, :created, :expires, :uses) returning id"),
        use(sql, "update invites set uses_left = uses_left - 1 where id = :id and uses_left > 0"),
        remove(sql, "delete from invites where id = :id"),
        inviter(sql, "select name from users where id = :user"),
        server(sql, "select coalesce(max(value), 'webchats') from settings where name = 'name'") {}
  query<in<integer>, invite_out> by_id;
  query<in<std::string>, invite_out> by_code;
  query<in<integer, integer, integer, integer>, invite_out> candidates;
  query<in<integer>, out<integer>> count;
  query<in<integer, integer>> forget;
  query<in<std::string, integer, integer, integer, integer, integer, integer>, out<integer>> insert;
  query<in<integer>> use;
  query<in<integer>> remove;
  query<in<integer>, out<std::string>> inviter;
  query<in<>, out<std::string>> server;
};

invite_statements& prepared(connection& sql) { return sql.prepared<invite_statements>(); }

invite to_invite(integer id, integer room, integer creator, integer role, integer created, integer expires,
                 integer uses) {
  return {.id = {id},
          .room = room == 0 ? std::nullopt : std::optional(chat::room_id{room}),
          .creator = {creator},
          .role = static_cast<chat::server_role>(role),
          .created = to_instant(created),
          .expires = to_instant(expires),
          .uses_left = uses == unlimited ? std::nullopt : std::optional<std::int64_t>(uses)};
}

bool holds(const invite& link, chat::instant now) { return now < link.expires && link.uses_left != 0; }

/// May `who` end what somebody else made?
bool may_end(connection& sql, chat::user_id who, const invite& link, chat::instant now) {
  if (link.creator == who) return true;
  if (link.room) return permitted(sql, who, *link.room, chat::room_action::kick, now).has_value();
  const auto person = active_person(sql, who);
  return person && chat::may(chat::server_action::manage_people, person->role);
}

chat::outcome<void> may_make(connection& sql, const chat::new_invite& made) {
  if (made.room) {
    const auto judged = permitted(sql, made.creator, *made.room, chat::room_action::invite, made.created);
    if (!judged) return std::unexpected(judged.error());
    return {};
  }
  const auto person = active_person(sql, made.creator);
  if (!person || !chat::may(chat::server_action::invite_people, person->role)) return chat::refuse(chat::forbidden{});
  return {};
}

/// Links to the server are the administration's business.
void record(write_context& context, chat::user_id actor, const char* act, chat::invite_id link, chat::instant now) {
  record_audit(context.sql, actor, act, "invite " + std::to_string(link.value), "{}", now);
}

chat::outcome<invite> add_now(write_context& context, const chat::new_invite& made) {
  if (const auto judged = may_make(context.sql, made); !judged) return std::unexpected(judged.error());
  auto& statements = prepared(context.sql);
  statements.forget.run(made.creator.value, to_milliseconds(made.created));
  if (std::cmp_greater_equal(std::get<0>(statements.count.first(made.creator.value).value()), made.most)) {
    return chat::refuse(chat::forbidden{});
  }
  const auto [given] =
      statements.insert
          .first(made.code_hash, made.room ? made.room->value : 0, made.creator.value, static_cast<integer>(made.role),
                 to_milliseconds(made.created), to_milliseconds(made.expires), made.uses.value_or(unlimited))
          .value();
  const chat::invite_id id{given};
  if (!made.room) record(context, made.creator, "invite:made", id, made.created);
  return invite{.id = id,
                .room = made.room,
                .creator = made.creator,
                .role = made.role,
                .created = made.created,
                .expires = made.expires,
                .uses_left = made.uses};
}

std::vector<invite> list_now(connection& sql, chat::user_id asker, chat::instant now) {
  std::vector<invite> all;
  prepared(sql).candidates.each([&](auto... columns) { all.push_back(to_invite(columns...)); }, to_milliseconds(now),
                                asker.value, asker.value, most_listed);
  std::erase_if(all, [&](const invite& each) { return !may_end(sql, asker, each, now); });
  return all;
}

chat::outcome<chat::joined_room> join_now(write_context& context, chat::user_id who, const std::string& code_hash,
                                          chat::instant now) {
  const auto row = prepared(context.sql).by_code.first(code_hash);
  const auto room = row ? std::apply(to_invite, *row).room : std::nullopt;
  if (!room) return chat::refuse(chat::not_found{});
  const auto here = standing_of(context.sql, who, *room);
  if (!here) return chat::refuse(chat::not_found{});
  if (!here->role) {
    const chat::newcomer newcomer{
        .server = here->who.role, .banned = banned_until(context.sql, *room, who, now), .invited = true};
    const auto judged = chat::judge_join(newcomer, here->room);
    if (judged != chat::verdict::allowed) return chat::refuse(chat::refusal_of(judged, newcomer));
    if (const auto used = use_invite(context, code_hash, now); !used) return std::unexpected(used.error());
    enter_room(context, *room, here->who, here->who, now);
  }
  return room_for(context.sql, who, *room);
}

chat::outcome<chat::invite_face> look_now(connection& sql, const std::string& code_hash, chat::instant now) {
  const auto row = prepared(sql).by_code.first(code_hash);
  if (!row) return chat::refuse(chat::not_found{});
  const auto link = std::apply(to_invite, *row);
  chat::invite_face face{.server = std::get<0>(prepared(sql).server.first().value()),
                         .inviter = std::get<0>(prepared(sql).inviter.first(link.creator.value).value()),
                         .valid = holds(link, now)};
  if (link.room) {
    const auto room = read_room(sql, *link.room);
    if (!room) return chat::refuse(chat::not_found{});
    face.room = room->name;
    face.valid = face.valid && !room->archived;
  }
  return face;
}

}  // namespace

chat::outcome<invite> use_invite(write_context& context, const std::string& code_hash, chat::instant now) {
  const auto row = prepared(context.sql).by_code.first(code_hash);
  if (!row) return chat::refuse(chat::not_found{});
  auto link = std::apply(to_invite, *row);
  if (!holds(link, now)) return chat::refuse(chat::gone{});
  prepared(context.sql).use.run(link.id.value);
  if (link.uses_left) --*link.uses_left;
  return link;
}

chat::flow<invite> invite_store::add(chat::new_invite made) {
  co_return co_await writer_.run<invite>(
      reads_heads::no, [made = std::move(made)](write_context& context) { return add_now(context, made); });
}

chat::flow<std::vector<invite>> invite_store::list(chat::user_id asker, chat::instant now) {
  co_return co_await readers_.run<std::vector<invite>>(
      [=](connection& sql) -> chat::outcome<std::vector<invite>> { return list_now(sql, asker, now); });
}

chat::flow<void> invite_store::remove(chat::user_id asker, chat::invite_id ended, chat::instant now) {
  co_return co_await writer_.run<void>(reads_heads::no, [=](write_context& context) -> chat::outcome<void> {
    const auto row = prepared(context.sql).by_id.first(ended.value);
    if (!row || !may_end(context.sql, asker, std::apply(to_invite, *row), now)) return chat::refuse(chat::not_found{});
    prepared(context.sql).remove.run(ended.value);
    if (!std::apply(to_invite, *row).room) record(context, asker, "invite:removed", ended, now);
    return {};
  });
}

chat::flow<chat::invite_face> invite_store::look(std::string code_hash, chat::instant now) {
  co_return co_await readers_.run<chat::invite_face>(
      [code_hash = std::move(code_hash), now](connection& sql) { return look_now(sql, code_hash, now); });
}

chat::flow<chat::joined_room> invite_store::join(chat::user_id who, std::string code_hash, chat::instant now) {
  co_return co_await writer_.run<chat::joined_room>(
      reads_heads::yes, [who, code_hash = std::move(code_hash), now](write_context& context) {
        return join_now(context, who, code_hash, now);
      });
}

}  // namespace webchats::store
