#include "store/hook_store.hpp"

#include <algorithm>
#include <utility>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "chat/permissions.hpp"
#include "store/audit.hpp"
#include "store/bot_rows.hpp"
#include "store/membership.hpp"
#include "store/query.hpp"
#include "store/time.hpp"

namespace webchats::store {

namespace {

constexpr const char* hook_columns =
    "select h.id, h.kind, h.name, h.author, h.creator, h.url, h.secret, h.command, h.everywhere, h.events, h.created, "
    "h.description from hooks h ";

using hook_out = out<integer, integer, std::string, integer, integer, std::string, std::string, std::string, integer,
                     integer, integer, std::string>;

std::string select_hooks(const char* where) { return std::string(hook_columns) + where; }

struct hook_statements {
  explicit hook_statements(connection& sql)
      : insert(sql,
               "insert into hooks (kind, name, author, creator, url, secret, token_hash, command, everywhere, events, "
               "created, description) values (:kind, :name, :author, :creator, :url, :secret, nullif(:token, ''), "
               ":command, "
               ":everywhere, :events, :created, :description) returning id"),
        put(sql, "insert into hook_rooms (hook_id, room_id) values (:hook, :room)"),
        rooms(sql, "select room_id from hook_rooms where hook_id = :hook order by room_id"),
        remove(sql, "delete from hooks where id = :id"),
        drop(sql, "delete from outbox where kind = 0 and target = :id"),
        by_id(sql, select_hooks("where h.id = :id")),
        by_token(sql, select_hooks("where h.token_hash = :token")),
        by_command(sql, select_hooks("where h.kind = 2 and h.command = :command order by h.everywhere, h.id")),
        commands_in(sql, select_hooks("where h.kind = 2 and (h.everywhere = 1 or h.id in "
                                      "(select r.hook_id from hook_rooms r where r.room_id = :room)) "
                                      "order by h.command, h.everywhere, h.id")),
        by_room(sql, select_hooks("join hook_rooms r on r.hook_id = h.id where r.room_id = :room order by h.id")),
        all(sql, select_hooks("order by h.id")),
        in_room(sql, "select count(*) from hook_rooms where room_id = :room"),
        everywhere(sql, "select count(*) from hooks where everywhere = 1"),
        role(sql, "select role from users where id = :id") {}
  query<in<integer, std::string, integer, integer, std::string, std::string, std::string, std::string, integer, integer,
           integer, std::string>,
        out<integer>>
      insert;
  query<in<integer, integer>> put;
  query<in<integer>, out<integer>> rooms;
  query<in<integer>> remove;
  query<in<integer>> drop;
  query<in<integer>, hook_out> by_id;
  query<in<std::string>, hook_out> by_token;
  query<in<std::string>, hook_out> by_command;
  query<in<integer>, hook_out> commands_in;
  query<in<integer>, hook_out> by_room;
  query<in<>, hook_out> all;
  query<in<integer>, out<integer>> in_room;
  query<in<>, out<integer>> everywhere;
  query<in<integer>, out<integer>> role;
};

chat::hook to_hook(integer id, integer kind, const std::string& name, integer author, integer creator,
                   const std::string& url, const std::string& secret, const std::string& command, integer everywhere,
                   integer events, integer created, const std::string& description) {
  return {.id = {id},
          .kind = static_cast<chat::hook_kind>(kind),
          .name = name,
          .rooms = {},
          .everywhere = everywhere != 0,
          .author = {author},
          .creator = {creator},
          .url = url,
          .secret = secret,
          .command = command,
          .description = description,
          .events = chat::hook_event_set(static_cast<std::uint32_t>(events)),
          .created = to_instant(created)};
}

/// The hooks of a query, with their rooms.
template <class Query, class... Values>
std::vector<chat::hook> hooks_of(connection& sql, Query& statement, Values... values) {
  std::vector<chat::hook> found;
  statement.each([&](const auto&... columns) { found.push_back(to_hook(columns...)); }, values...);
  for (auto& each : found) {
    sql.prepared<hook_statements>().rooms.each([&](integer room) { each.rooms.push_back({room}); }, each.id.value);
  }
  return found;
}

bool holds(const std::vector<chat::room_id>& rooms, chat::room_id room) {
  return std::ranges::find(rooms, room) != rooms.end();
}

/// A hook whose room is gone is none.
bool has_place(const chat::hook& one) { return one.everywhere || !one.rooms.empty(); }

bool runs_the_server(connection& sql, chat::user_id who) {
  const auto role = sql.prepared<hook_statements>().role.first(who.value);
  return role && chat::may(chat::server_action::manage_settings, static_cast<chat::server_role>(std::get<0>(*role)));
}

/// Whether `who` may manage hooks in all of `rooms`.
chat::outcome<void> may_manage(connection& sql, chat::user_id who, const std::vector<chat::room_id>& rooms,
                               bool everywhere, chat::instant now) {
  if (everywhere && !runs_the_server(sql, who)) return chat::refuse(chat::forbidden{});
  for (const auto room : rooms) {
    const auto member = permitted(sql, who, room, chat::room_action::manage_hooks, now);
    if (!member) return std::unexpected(member.error());
  }
  return {};
}

/// The same for a hook that exists; to whoever may not, it does not. The server's staff may see and end every hook.
bool manages(connection& sql, chat::user_id who, const chat::hook& one, chat::instant now) {
  if (runs_the_server(sql, who)) return true;
  return !one.everywhere && !one.rooms.empty() && may_manage(sql, who, one.rooms, false, now).has_value();
}

chat::outcome<chat::hook> managed_now(connection& sql, chat::user_id who, chat::hook_id wanted, chat::instant now) {
  auto found = hooks_of(sql, sql.prepared<hook_statements>().by_id, integer{wanted.value});
  if (found.empty() || !manages(sql, who, found.front(), now)) return chat::refuse(chat::not_found{});
  return std::move(found.front());
}

/// Whether another hook answers the same command in one of the same rooms.
bool is_taken(connection& sql, const chat::new_hook& made) {
  const auto others = hooks_of(sql, sql.prepared<hook_statements>().by_command, made.command);
  return std::ranges::any_of(others, [&](const chat::hook& other) {
    return made.everywhere
               ? other.everywhere
               : std::ranges::any_of(other.rooms, [&](chat::room_id room) { return holds(made.rooms, room); });
  });
}

void record(write_context& context, chat::user_id actor, std::string_view action, chat::hook_id hook,
            const std::vector<chat::room_id>& rooms, chat::instant now) {
  boost::json::array numbers;
  for (const auto room : rooms) numbers.emplace_back(room.value);
  record_audit(context.sql, actor, action, "hook " + std::to_string(hook.value),
               boost::json::serialize(boost::json::object{{"rooms", std::move(numbers)}}), now);
}

chat::outcome<chat::hook> add_now(write_context& context, const chat::new_hook& made) {
  auto& sql = context.sql;
  auto& statements = sql.prepared<hook_statements>();
  if (const auto allowed = may_manage(sql, made.creator, made.rooms, made.everywhere, made.created); !allowed) {
    return std::unexpected(allowed.error());
  }
  const auto most = static_cast<integer>(made.most_per_room);
  for (const auto room : made.rooms) {
    if (std::get<0>(statements.in_room.first(room.value).value()) >= most) return chat::refuse(chat::forbidden{});
  }
  if (made.everywhere && std::get<0>(statements.everywhere.first().value()) >= most) {
    return chat::refuse(chat::forbidden{});
  }
  if (made.kind == chat::hook_kind::command && is_taken(sql, made)) {
    return chat::refuse(chat::taken{chat::field::command});
  }

  chat::user author;
  if (made.kind != chat::hook_kind::outgoing) {
    // Hooks of several rooms may share a name: they are doors of the same service.
    auto who = insert_bot(context, made.name, {}, bearer::hook, made.created);
    if (!who) return std::unexpected(who.error());
    author = std::move(*who);
    // As a moderator it may write in a room where only those write.
    for (const auto room : made.rooms) enter_room(context, author, room, chat::member_role::moderator, made.created);
  }
  const auto created = to_milliseconds(made.created);
  const auto [given] =
      statements.insert
          .first(static_cast<integer>(made.kind), made.name, author.id.value, made.creator.value, made.url, made.secret,
                 made.token_hash, made.command, made.everywhere ? 1 : 0, made.events.bits(), created, made.description)
          .value();
  const chat::hook_id id{given};
  for (const auto room : made.rooms) statements.put.run(id.value, room.value);
  record(context, made.creator, "hook:made", id, made.rooms, made.created);
  return std::move(hooks_of(sql, statements.by_id, integer{id.value}).front());
}

}  // namespace

chat::flow<chat::hook> hook_store::add(chat::new_hook made) {
  co_return co_await writer_.run<chat::hook>(reads_heads::yes, [this, made = std::move(made)](write_context& context) {
    recorder_.forget_hooks();
    return add_now(context, made);
  });
}

chat::flow<void> hook_store::remove(chat::user_id who, chat::hook_id removed, chat::instant now) {
  co_return co_await writer_.run<void>(reads_heads::yes,
                                       [this, who, removed, now](write_context& context) -> chat::outcome<void> {
                                         const auto found = managed_now(context.sql, who, removed, now);
                                         if (!found) return std::unexpected(found.error());
                                         recorder_.forget_hooks();
                                         auto& statements = context.sql.prepared<hook_statements>();
                                         statements.drop.run(removed.value);
                                         statements.remove.run(removed.value);
                                         record(context, who, "hook:removed", removed, found->rooms, now);
                                         if (found->author.value != 0) leave_all_rooms(context, found->author);
                                         return {};
                                       });
}

chat::flow<std::vector<chat::hook>> hook_store::list(chat::user_id asker, std::optional<chat::room_id> room,
                                                     chat::instant now) {
  co_return co_await readers_.run<std::vector<chat::hook>>(
      [=](connection& sql) -> chat::outcome<std::vector<chat::hook>> {
        auto& statements = sql.prepared<hook_statements>();
        if (room) {
          if (const auto allowed = may_manage(sql, asker, {*room}, false, now); !allowed) {
            return std::unexpected(allowed.error());
          }
          return hooks_of(sql, statements.by_room, integer{room->value});
        }
        if (!runs_the_server(sql, asker)) return chat::refuse(chat::forbidden{});
        return hooks_of(sql, statements.all);
      });
}

chat::flow<chat::hook> hook_store::managed(chat::user_id asker, chat::hook_id wanted, chat::instant now) {
  co_return co_await readers_.run<chat::hook>([=](connection& sql) { return managed_now(sql, asker, wanted, now); });
}

chat::flow<chat::hook> hook_store::by_token(std::string token_hash) {
  co_return co_await readers_.run<chat::hook>(
      [token_hash = std::move(token_hash)](connection& sql) -> chat::outcome<chat::hook> {
        auto found = hooks_of(sql, sql.prepared<hook_statements>().by_token, token_hash);
        if (found.empty() || !has_place(found.front())) return chat::refuse(chat::not_found{});
        return std::move(found.front());
      });
}

chat::flow<chat::hook> hook_store::outgoing(chat::hook_id wanted) {
  co_return co_await readers_.run<chat::hook>([wanted](connection& sql) -> chat::outcome<chat::hook> {
    auto found = hooks_of(sql, sql.prepared<hook_statements>().by_id, integer{wanted.value});
    if (found.empty() || found.front().kind != chat::hook_kind::outgoing) return chat::refuse(chat::not_found{});
    return std::move(found.front());
  });
}

chat::flow<chat::hook> hook_store::answering(chat::user_id asker, std::string command, chat::room_id room,
                                             chat::instant now) {
  co_return co_await readers_.run<chat::hook>(
      [asker, command = std::move(command), room, now](connection& sql) -> chat::outcome<chat::hook> {
        // The room's own comes first.
        for (auto& each : hooks_of(sql, sql.prepared<hook_statements>().by_command, command)) {
          if (!each.everywhere && !holds(each.rooms, room)) continue;
          const auto writer = permitted(sql, asker, room, chat::room_action::send, now);
          if (!writer) return std::unexpected(writer.error());
          return std::move(each);
        }
        return chat::refuse(chat::not_found{});
      });
}

chat::flow<std::vector<chat::hook>> hook_store::commands_in(chat::room_id room) {
  co_return co_await readers_.run<std::vector<chat::hook>>(
      [room](connection& sql) -> chat::outcome<std::vector<chat::hook>> {
        auto found = hooks_of(sql, sql.prepared<hook_statements>().commands_in, integer{room.value});
        // The room's own comes first.
        const auto doubles = std::ranges::unique(found, {}, &chat::hook::command);
        found.erase(doubles.begin(), doubles.end());
        return found;
      });
}

chat::flow<void> hook_store::enter(chat::hook_id answering, chat::room_id room, chat::instant now) {
  co_return co_await writer_.run<void>(reads_heads::yes, [=](write_context& context) -> chat::outcome<void> {
    const auto found = hooks_of(context.sql, context.sql.prepared<hook_statements>().by_id, integer{answering.value});
    if (found.empty() || !found.front().everywhere) return chat::refuse(chat::not_found{});
    enter_room(context, bot_of(context.sql, found.front().author), room, chat::member_role::moderator, now);
    return {};
  });
}

}  // namespace webchats::store
