#include "store/room_store.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "store/membership.hpp"
#include "store/message_rows.hpp"
#include "store/query.hpp"

namespace webchats::store {

namespace {

using chat::joined_room;

constexpr const char* joined_columns =
    "select r.id, r.kind, r.name, r.topic, r.last_seq, r.version, coalesce(r.classic_number, 0), m.role, "
    "m.last_read_seq "
    "from members m join rooms r on r.id = m.room_id where m.user_id = :user";

using joined_out = out<integer, integer, std::string, std::string, integer, integer, integer, integer, integer>;

struct room_statements {
  explicit room_statements(connection& sql)
      : all(sql, std::string(joined_columns) + " order by r.id"),
        one(sql, std::string(joined_columns) + " and m.room_id = :room"),
        members(sql,
                "select u.id, u.name, u.avatar, u.email from members m join users u on u.id = m.user_id where "
                "m.room_id = :room "
                "order by u.id"),
        kind(sql, "select kind, last_seq from rooms where id = :room"),
        face(sql, "select name, avatar, email from users where id = :user"),
        owned(sql, "select count(*) from members where user_id = :user and role = 1"),
        insert(sql, "insert into rooms (kind, name, topic, created) values (:kind, :name, :topic, :created)"),
        enter(sql,
              "insert into members (room_id, user_id, role, last_read_seq, joined) "
              "values (:room, :user, :role, :seq, :joined)"),
        enter_everybody(sql,
                        "insert into members (room_id, user_id, role, last_read_seq, joined) "
                        "select :room, id, 0, 0, :joined from users where id <> :creator"),
        leave(sql, "delete from members where room_id = :room and user_id = :user"),
        update(sql, "update rooms set name = :name, topic = :topic, version = version + 1 where id = :room"),
        mark(sql, "update members set last_read_seq = :seq where room_id = :room and user_id = :user") {}
  query<in<integer>, joined_out> all;
  query<in<integer, integer>, joined_out> one;
  query<in<integer>, out<integer, std::string, std::string, std::string>> members;
  query<in<integer>, out<integer, integer>> kind;
  query<in<integer>, out<std::string, std::string, std::string>> face;
  query<in<integer>, out<integer>> owned;
  query<in<integer, std::string, std::string, integer>> insert;
  query<in<integer, integer, integer, integer, integer>> enter;
  query<in<integer, integer, integer>> enter_everybody;
  query<in<integer, integer>> leave;
  query<in<std::string, std::string, integer>> update;
  query<in<integer, integer, integer>> mark;
};

joined_room to_joined(integer id, integer kind, const std::string& name, const std::string& topic, integer last_seq,
                      integer version, integer classic, integer role, integer last_read) {
  return {.room = {.id = {id},
                   .kind = static_cast<chat::room_kind>(kind),
                   .name = name,
                   .topic = topic,
                   .last_seq = {last_seq},
                   .version = version,
                   .classic_number = classic == 0 ? std::nullopt : std::optional(static_cast<int>(classic))},
          .role = static_cast<chat::member_role>(role),
          .last_read = {last_read},
          .last_message = std::nullopt};
}

void add_last_message(connection& sql, joined_room& each) {
  const auto last = each.room.last_seq;
  auto found = read_messages(sql, {each.room.id, {last.value - 1}, last, 1}, from_end::newest);
  if (!found.empty()) each.last_message = std::move(found.front());
}

std::vector<joined_room> all_rooms(connection& sql, chat::user_id member) {
  std::vector<joined_room> found;
  sql.prepared<room_statements>().all.each([&](const auto&... columns) { found.push_back(to_joined(columns...)); },
                                           member.value);
  for (auto& each : found) add_last_message(sql, each);
  return found;
}

chat::outcome<joined_room> one_room(connection& sql, chat::user_id member, chat::room_id wanted) {
  if (const auto row = sql.prepared<room_statements>().one.first(member.value, wanted.value)) {
    auto found = std::apply(to_joined, *row);
    add_last_message(sql, found);
    return found;
  }
  return std::unexpected(membership_of(sql, member, wanted).error());
}

chat::user face_of(connection& sql, chat::user_id who) {
  const auto row = sql.prepared<room_statements>().face.first(who.value);
  if (!row) return {.id = who, .name = {}, .avatar = {}};
  return {who, std::get<0>(*row), std::get<1>(*row), std::get<2>(*row)};
}

chat::outcome<joined_room> create_now(write_context& context, const chat::new_room& made) {
  auto& statements = context.sql.prepared<room_statements>();
  if (std::cmp_greater_equal(std::get<0>(statements.owned.first(made.creator.value).value()), made.most_owned)) {
    return chat::refuse(chat::forbidden{});
  }
  const auto created = made.created.time_since_epoch().count();
  statements.insert.run(static_cast<integer>(made.kind), made.name, made.topic, created);
  const chat::room_id id{context.sql.inserted_id()};
  statements.enter.run(id.value, made.creator.value, static_cast<integer>(chat::member_role::owner), 0, created);
  if (made.kind == chat::room_kind::open) statements.enter_everybody.run(id.value, created, made.creator.value);
  auto joined = one_room(context.sql, made.creator, id);
  if (joined) context.notices.emplace_back(chat::room_created{joined->room, made.creator});
  return joined;
}

chat::outcome<joined_room> join_now(write_context& context, chat::user_id who, chat::room_id wanted,
                                    chat::instant now) {
  if (auto already = one_room(context.sql, who, wanted)) return already;
  auto& statements = context.sql.prepared<room_statements>();
  const auto row = statements.kind.first(wanted.value);
  if (!row || static_cast<chat::room_kind>(std::get<0>(*row)) != chat::room_kind::open) {
    return chat::refuse(chat::not_found{});
  }
  // What was said before one came is not unread.
  statements.enter.run(wanted.value, who.value, static_cast<integer>(chat::member_role::member), std::get<1>(*row),
                       now.time_since_epoch().count());
  context.notices.emplace_back(chat::member_joined{wanted, face_of(context.sql, who)});
  return one_room(context.sql, who, wanted);
}

chat::outcome<void> leave_now(write_context& context, chat::user_id who, chat::room_id left) {
  const auto member = membership_of(context.sql, who, left);
  if (!member) return std::unexpected(member.error());
  context.sql.prepared<room_statements>().leave.run(left.value, who.value);
  context.notices.emplace_back(chat::member_left{left, who});
  return {};
}

chat::outcome<joined_room> update_now(write_context& context, chat::user_id who, chat::room_id changed,
                                      const chat::room_change& change) {
  auto before = one_room(context.sql, who, changed);
  if (!before) return before;
  if (before->role != chat::member_role::owner) return chat::refuse(chat::forbidden{});
  context.sql.prepared<room_statements>().update.run(change.name.value_or(before->room.name),
                                                     change.topic.value_or(before->room.topic), changed.value);
  auto after = one_room(context.sql, who, changed);
  if (after) context.notices.emplace_back(chat::room_updated{after->room});
  return after;
}

chat::outcome<chat::reading> mark_now(write_context& context, chat::user_id who, chat::room_id read,
                                      chat::seq_no up_to) {
  const auto member = membership_of(context.sql, who, read);
  if (!member) return std::unexpected(member.error());
  // Readers mark all the time, so this does without settling what the messages before it added.
  const auto last = context.heads.last(context.sql, read);
  const auto before = std::max(member->last_read, context.heads.unsettled_mark(read, who));
  const chat::reading where{std::max(before, std::min(up_to, last)), last};
  if (where.last_read == before) return where;
  context.sql.prepared<room_statements>().mark.run(where.last_read.value, read.value, who.value);
  context.notices.emplace_back(chat::read_moved{who, read, where});
  return where;
}

}  // namespace

chat::flow<std::vector<joined_room>> room_store::rooms_of(chat::user_id member) {
  co_return co_await readers_.run<std::vector<joined_room>>(
      [=](connection& sql) -> chat::outcome<std::vector<joined_room>> {
        // One instant for the rooms and their last messages.
        const snapshot here(sql);
        return all_rooms(sql, member);
      });
}

chat::flow<joined_room> room_store::room_for(chat::user_id member, chat::room_id wanted) {
  co_return co_await readers_.run<joined_room>([=](connection& sql) {
    const snapshot here(sql);
    return one_room(sql, member, wanted);
  });
}

chat::flow<std::vector<chat::user>> room_store::members_of(chat::user_id asker, chat::room_id wanted) {
  co_return co_await readers_.run<std::vector<chat::user>>(
      [=](connection& sql) -> chat::outcome<std::vector<chat::user>> {
        if (const auto member = membership_of(sql, asker, wanted); !member) return std::unexpected(member.error());
        std::vector<chat::user> people;
        sql.prepared<room_statements>().members.each(
            [&](integer id, const std::string& name, const std::string& avatar, const std::string& email) {
              people.push_back({{id}, name, avatar, email});
            },
            wanted.value);
        return people;
      });
}

chat::flow<joined_room> room_store::create(chat::new_room made) {
  co_return co_await writer_.run<joined_room>(
      reads_heads::yes, [made = std::move(made)](write_context& context) { return create_now(context, made); });
}

chat::flow<joined_room> room_store::join(chat::user_id who, chat::room_id wanted, chat::instant now) {
  co_return co_await writer_.run<joined_room>(
      reads_heads::yes, [=](write_context& context) { return join_now(context, who, wanted, now); });
}

chat::flow<void> room_store::leave(chat::user_id who, chat::room_id left) {
  co_return co_await writer_.run<void>(reads_heads::yes,
                                       [=](write_context& context) { return leave_now(context, who, left); });
}

chat::flow<joined_room> room_store::update(chat::user_id who, chat::room_id changed, chat::room_change change) {
  co_return co_await writer_.run<joined_room>(reads_heads::yes,
                                              [who, changed, change = std::move(change)](write_context& context) {
                                                return update_now(context, who, changed, change);
                                              });
}

chat::flow<chat::reading> room_store::mark_read(chat::user_id who, chat::room_id read, chat::seq_no up_to) {
  co_return co_await writer_.run<chat::reading>(reads_heads::no, refuses::before_writing, [=](write_context& context) {
    return mark_now(context, who, read, up_to);
  });
}

}  // namespace webchats::store
