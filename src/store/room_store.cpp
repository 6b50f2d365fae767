#include "store/room_store.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "store/changes.hpp"
#include "store/membership.hpp"
#include "store/mention_rows.hpp"
#include "store/query.hpp"
#include "store/room_rows.hpp"

namespace webchats::store {

namespace {

using chat::joined_room;

struct room_statements {
  explicit room_statements(connection& sql)
      : members(sql,
                "select u.id, u.name, u.avatar, u.email, u.role from members m join users u on u.id = m.user_id where "
                "m.room_id = :room "
                "order by u.id"),
        kind(sql, "select kind, last_seq from rooms where id = :room"),
        face(sql, "select name, avatar, email, role from users where id = :user"),
        owned(sql, "select count(*) from members where user_id = :user and role = 1"),
        insert(sql,
               "insert into rooms (kind, name, topic, members, created) values (:kind, :name, :topic, 1, :created) "
               "returning id"),
        count(sql, "update rooms set members = members + :more where id = :room"),
        size(sql, "select members from rooms where id = :room"),
        enter(sql,
              "insert into members (room_id, user_id, role, last_read_seq, joined) "
              "values (:room, :user, :role, :seq, :joined)"),
        leave(sql, "delete from members where room_id = :room and user_id = :user"),
        update(sql, "update rooms set name = :name, topic = :topic where id = :room"),
        mark(sql, "update members set last_read_seq = :seq where room_id = :room and user_id = :user") {}
  query<in<integer>, out<integer, std::string, std::string, std::string, integer>> members;
  query<in<integer>, out<integer, integer>> kind;
  query<in<integer>, out<std::string, std::string, std::string, integer>> face;
  query<in<integer>, out<integer>> owned;
  query<in<integer, std::string, std::string, integer>, out<integer>> insert;
  query<in<integer, integer>> count;
  query<in<integer>, out<integer>> size;
  query<in<integer, integer, integer, integer, integer>> enter;
  query<in<integer, integer>> leave;
  query<in<std::string, std::string, integer>> update;
  query<in<integer, integer, integer>> mark;
};

chat::user face_of(connection& sql, chat::user_id who) {
  const auto row = sql.prepared<room_statements>().face.first(who.value);
  if (!row) return {.id = who, .name = {}, .avatar = {}};
  const auto& [name, avatar, email, role] = *row;
  return {who, name, avatar, email, static_cast<chat::server_role>(role)};
}

/// Writes down and tells that somebody came or went.
void tell_member(write_context& context, chat::room_id room, chat::user_id who, chat::member_change change) {
  auto& statements = context.sql.prepared<room_statements>();
  statements.count.run(change == chat::member_change::joined ? 1 : -1, room.value);
  const auto version = record_change(context, room, change_kind::member, who.value);
  context.notices.emplace_back(chat::member_changed{.room = room,
                                                    .version = version,
                                                    .change = change,
                                                    .user = face_of(context.sql, who),
                                                    .members = std::get<0>(statements.size.first(room.value).value())});
}

chat::outcome<joined_room> create_now(write_context& context, const chat::new_room& made) {
  auto& statements = context.sql.prepared<room_statements>();
  if (std::cmp_greater_equal(std::get<0>(statements.owned.first(made.creator.value).value()), made.most_owned)) {
    return chat::refuse(chat::forbidden{});
  }
  const auto created = made.created.time_since_epoch().count();
  const auto [given] = statements.insert.first(static_cast<integer>(made.kind), made.name, made.topic, created).value();
  const chat::room_id id{given};
  statements.enter.run(id.value, made.creator.value, static_cast<integer>(chat::member_role::owner), 0, created);
  auto joined = room_for(context.sql, made.creator, id);
  if (joined) context.notices.emplace_back(chat::room_created{joined->room, {made.creator}});
  return joined;
}

chat::outcome<joined_room> join_now(write_context& context, chat::user_id who, chat::room_id wanted,
                                    chat::instant now) {
  if (auto already = room_for(context.sql, who, wanted)) return already;
  auto& statements = context.sql.prepared<room_statements>();
  const auto row = statements.kind.first(wanted.value);
  if (!row || static_cast<chat::room_kind>(std::get<0>(*row)) != chat::room_kind::open) {
    return chat::refuse(chat::not_found{});
  }
  // What was said before one came is not unread.
  statements.enter.run(wanted.value, who.value, static_cast<integer>(chat::member_role::member), std::get<1>(*row),
                       now.time_since_epoch().count());
  tell_member(context, wanted, who, chat::member_change::joined);
  return room_for(context.sql, who, wanted);
}

chat::outcome<void> leave_now(write_context& context, chat::user_id who, chat::room_id left) {
  const auto member = membership_of(context.sql, who, left);
  if (!member) return std::unexpected(member.error());
  context.sql.prepared<room_statements>().leave.run(left.value, who.value);
  tell_member(context, left, who, chat::member_change::left);
  return {};
}

chat::outcome<joined_room> update_now(write_context& context, chat::user_id who, chat::room_id changed,
                                      const chat::room_change& change) {
  if (const auto member = permitted(context.sql, who, changed, chat::room_action::update, {}); !member) {
    return std::unexpected(member.error());
  }
  const auto before = room_for(context.sql, who, changed);
  if (!before) return before;
  context.sql.prepared<room_statements>().update.run(change.name.value_or(before->room.name),
                                                     change.topic.value_or(before->room.topic), changed.value);
  record_change(context, changed, change_kind::room, 0);
  auto after = room_for(context.sql, who, changed);
  if (after) context.notices.emplace_back(chat::room_updated{after->room});
  return after;
}

chat::outcome<chat::moved_marker> mark_now(write_context& context, chat::user_id who, chat::room_id read,
                                           chat::seq_no up_to) {
  const auto member = membership_of(context.sql, who, read);
  if (!member) return std::unexpected(member.error());
  // Readers mark all the time, so this does without settling what the messages before it added.
  const auto last = context.heads.last(context.sql, read);
  const auto before = std::max(member->last_read, context.heads.unsettled_mark(read, who));
  const chat::reading where{std::max(before, std::min(up_to, last)), last};
  if (where.last_read == before) {
    return chat::moved_marker{where, unread_mentions(context.sql, who, read, where.last_read)};
  }
  context.sql.prepared<room_statements>().mark.run(where.last_read.value, read.value, who.value);
  const auto named = unread_mentions(context.sql, who, read, where.last_read);
  context.notices.emplace_back(chat::read_moved{who, read, where, named});
  return chat::moved_marker{where, named};
}

}  // namespace

chat::flow<std::vector<joined_room>> room_store::rooms_of(chat::user_id member) {
  co_return co_await readers_.run<std::vector<joined_room>>(
      [=](connection& sql) -> chat::outcome<std::vector<joined_room>> {
        // One instant for the rooms and their last messages.
        const snapshot here(sql);
        return store::rooms_of(sql, member);
      });
}

chat::flow<joined_room> room_store::room_for(chat::user_id member, chat::room_id wanted) {
  co_return co_await readers_.run<joined_room>([=](connection& sql) {
    const snapshot here(sql);
    return store::room_for(sql, member, wanted);
  });
}

chat::flow<std::vector<chat::user>> room_store::members_of(chat::user_id asker, chat::room_id wanted) {
  co_return co_await readers_.run<std::vector<chat::user>>(
      [=](connection& sql) -> chat::outcome<std::vector<chat::user>> {
        if (const auto member = membership_of(sql, asker, wanted); !member) return std::unexpected(member.error());
        std::vector<chat::user> people;
        sql.prepared<room_statements>().members.each(
            [&](integer id, const std::string& name, const std::string& avatar, const std::string& email,
                integer role) { people.push_back({{id}, name, avatar, email, static_cast<chat::server_role>(role)}); },
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

chat::flow<chat::moved_marker> room_store::mark_read(chat::user_id who, chat::room_id read, chat::seq_no up_to) {
  co_return co_await writer_.run<chat::moved_marker>(
      reads_heads::no, refuses::before_writing,
      [=](write_context& context) { return mark_now(context, who, read, up_to); });
}

}  // namespace webchats::store
