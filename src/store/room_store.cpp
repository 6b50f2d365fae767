#include "store/room_store.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "store/audit.hpp"
#include "store/direct_rooms.hpp"
#include "store/member_rows.hpp"
#include "store/membership.hpp"
#include "store/mention_rows.hpp"
#include "store/query.hpp"
#include "store/room_rows.hpp"
#include "store/system_messages.hpp"
#include "store/time.hpp"

namespace webchats::store {

namespace {

using chat::joined_room;

struct room_statements {
  explicit room_statements(connection& sql)
      : owned(sql, "select count(*) from members where user_id = :user and role = 1"),
        insert(sql,
               "insert into rooms (kind, name, topic, members, created) values (:kind, :name, :topic, 1, :created) "
               "returning id"),
        found(sql,
              "insert into members (room_id, user_id, role, last_read_seq, joined) values (:room, :user, 1, 0, :now)"),
        everybody(sql, "select everybody from rooms where id = :room"),
        update(sql,
               "update rooms set kind = :kind, name = :name, topic = :topic, archived = :archived, "
               "read_only = :read_only, slow = :slow where id = :room"),
        mark(sql, "update members set last_read_seq = :seq where room_id = :room and user_id = :user") {}
  query<in<integer>, out<integer>> owned;
  query<in<integer, std::string, std::string, integer>, out<integer>> insert;
  query<in<integer, integer, integer>> found;
  query<in<integer>, out<integer>> everybody;
  query<in<integer, std::string, std::string, integer, integer, integer, integer>> update;
  query<in<integer, integer, integer>> mark;
};

chat::outcome<joined_room> create_now(write_context& context, const chat::new_room& made) {
  const auto creator = active_person(context.sql, made.creator);
  const auto needed =
      made.makers == chat::rooms_by::members ? chat::server_action::create_room : chat::server_action::moderate;
  if (!creator || !chat::may(needed, creator->role)) return chat::refuse(chat::forbidden{});
  auto& statements = context.sql.prepared<room_statements>();
  if (std::cmp_greater_equal(std::get<0>(statements.owned.first(made.creator.value).value()), made.most_owned)) {
    return chat::refuse(chat::forbidden{});
  }
  const auto created = to_milliseconds(made.created);
  const auto [given] = statements.insert.first(static_cast<integer>(made.kind), made.name, made.topic, created).value();
  const chat::room_id id{given};
  statements.found.run(id.value, made.creator.value, created);
  auto joined = room_for(context.sql, made.creator, id);
  if (joined) context.notices.emplace_back(chat::room_created{joined->room, {made.creator}});
  return joined;
}

chat::outcome<joined_room> join_now(write_context& context, chat::user_id who, chat::room_id wanted,
                                    chat::instant now) {
  const auto here = standing_of(context.sql, who, wanted);
  if (!here) return chat::refuse(chat::not_found{});
  if (!here->role) {
    const chat::newcomer newcomer{.server = here->who.role, .banned = banned_until(context.sql, wanted, who, now)};
    const auto judged = chat::judge_join(newcomer, here->room);
    if (judged != chat::verdict::allowed) return chat::refuse(chat::refusal_of(judged, newcomer));
    enter_room(context, wanted, here->who, here->who, now);
  }
  return room_for(context.sql, who, wanted);
}

chat::outcome<void> leave_now(write_context& context, chat::user_id who, chat::room_id left, chat::instant now) {
  const auto member = permitted(context.sql, who, left, chat::room_action::leave, now);
  if (!member) return std::unexpected(member.error());
  const bool last_owner = member->role == chat::member_role::owner && owners_of(context.sql, left) == 1;
  if (last_owner && member->members > 1) return chat::refuse(chat::conflict{});
  leave_room(context, left, member->who, chat::member_change::left, member->who, now);
  return {};
}

/// What of a room was changed: names of fields, and values where they say nothing of what is talked about there.
std::string audited_change(const chat::room& before, const chat::room& after) {
  boost::json::object details;
  if (after.kind != before.kind) details["kind"] = after.kind == chat::room_kind::open ? "public" : "private";
  if (after.name != before.name) details["name"] = "changed";
  if (after.topic != before.topic) details["topic"] = "changed";
  if (after.read_only != before.read_only) details["read_only"] = after.read_only;
  if (after.slow != before.slow) details["slow_seconds"] = after.slow.count();
  return boost::json::serialize(details);
}

/// Stores `after`, with a system message for each thing that people see change.
void store_changes(write_context& context, const chat::user& who, const chat::room& before, const chat::room& after,
                   chat::instant now) {
  const auto id = after.id;
  context.sql.prepared<room_statements>().update.run(static_cast<integer>(after.kind), after.name, after.topic,
                                                     integer{after.archived}, integer{after.read_only},
                                                     after.slow.count(), id.value);
  if (after.name != before.name) {
    append_system(context, id, who, about_person("room_renamed", who, "name", after.name), now);
  }
  if (after.topic != before.topic) {
    append_system(context, id, who, about_person("topic_changed", who, "topic", after.topic), now);
  }
  if (after.archived != before.archived) {
    append_system(context, id, who, about_person(after.archived ? "room_archived" : "room_opened", who), now);
  }
  tell_room(context, id);
}

chat::changed_room changed(write_context& context, chat::user_id who, chat::room_id room) {
  chat::changed_room answer{.now = room_row(context.sql, room)};
  if (auto mine = room_for(context.sql, who, room)) answer.mine = std::move(*mine);
  return answer;
}

chat::outcome<chat::changed_room> update_now(write_context& context, chat::user_id who, chat::room_id room,
                                             const chat::room_change& change, chat::instant now) {
  const auto actor = permitted(context.sql, who, room, chat::room_action::update, now);
  if (!actor) return std::unexpected(actor.error());
  const auto before = room_row(context.sql, room);
  auto after = before;
  after.kind = change.kind.value_or(before.kind);
  after.name = change.name.value_or(before.name);
  after.topic = change.topic.value_or(before.topic);
  after.read_only = change.read_only.value_or(before.read_only);
  after.slow = change.slow.value_or(before.slow);
  if (after.kind != before.kind) {
    const auto allowed = permitted(context.sql, who, room, chat::room_action::change_kind, now);
    if (!allowed) return std::unexpected(allowed.error());
    // A room that everybody is to be in cannot be hidden from anybody.
    const auto everybody = std::get<0>(context.sql.prepared<room_statements>().everybody.first(room.value).value());
    if (everybody != 0) return chat::refuse(chat::conflict{});
  }
  if (after != before) {
    store_changes(context, actor->who, before, after, now);
    record_audit(context.sql, who, "room:changed", audited(room), audited_change(before, after), now);
  }
  return changed(context, who, room);
}

chat::outcome<chat::changed_room> archive_now(write_context& context, chat::user_id who, chat::room_id room,
                                              chat::archiving what, chat::instant now) {
  const auto actor = permitted(context.sql, who, room, chat::room_action::archive, now);
  if (!actor) return std::unexpected(actor.error());
  const auto before = room_row(context.sql, room);
  auto after = before;
  after.archived = what == chat::archiving::archive;
  if (after != before) {
    store_changes(context, actor->who, before, after, now);
    record_audit(context.sql, who, after.archived ? "room:archived" : "room:opened", audited(room), "{}", now);
  }
  return changed(context, who, room);
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

chat::flow<chat::room_page> room_store::directory(chat::user_id asker, chat::list_range range) {
  co_return co_await readers_.run<chat::room_page>(
      [asker, range = std::move(range)](connection& sql) -> chat::outcome<chat::room_page> {
        const auto who = active_person(sql, asker);
        if (!who || !chat::may(chat::server_action::see_directory, who->role)) return chat::refuse(chat::forbidden{});
        chat::room_page page{.rooms = open_rooms(sql, range.part, range.after, range.limit + 1)};
        page.more = page.rooms.size() > range.limit;
        if (page.more) page.rooms.pop_back();
        return page;
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

chat::flow<joined_room> room_store::direct(chat::user_id who, std::vector<chat::user_id> others, chat::instant now) {
  co_return co_await writer_.run<joined_room>(reads_heads::yes,
                                              [who, others = std::move(others), now](write_context& context) {
                                                return direct_room(context, who, others, now);
                                              });
}

chat::flow<void> room_store::leave(chat::user_id who, chat::room_id left, chat::instant now) {
  co_return co_await writer_.run<void>(reads_heads::yes,
                                       [=](write_context& context) { return leave_now(context, who, left, now); });
}

chat::flow<chat::changed_room> room_store::update(chat::user_id who, chat::room_id changed, chat::room_change change,
                                                  chat::instant now) {
  co_return co_await writer_.run<chat::changed_room>(
      reads_heads::yes, [who, changed, change = std::move(change), now](write_context& context) {
        return update_now(context, who, changed, change, now);
      });
}

chat::flow<chat::changed_room> room_store::archive(chat::user_id who, chat::room_id changed, chat::archiving what,
                                                   chat::instant now) {
  co_return co_await writer_.run<chat::changed_room>(
      reads_heads::yes, [=](write_context& context) { return archive_now(context, who, changed, what, now); });
}

chat::flow<chat::moved_marker> room_store::mark_read(chat::user_id who, chat::room_id read, chat::seq_no up_to) {
  co_return co_await writer_.run<chat::moved_marker>(
      reads_heads::no, refuses::before_writing,
      [=](write_context& context) { return mark_now(context, who, read, up_to); });
}

}  // namespace webchats::store
