#include "store/push_store.hpp"

#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

#include "chat/secrets.hpp"
#include "store/calm_columns.hpp"
#include "store/query.hpp"
#include "store/time.hpp"

namespace webchats::store {

namespace {

constexpr const char* columns = "select id, user_id, endpoint, p256dh, auth, with_text from push_subscriptions where ";
using columns_out = out<integer, integer, std::string, std::string, std::string, integer>;

struct push_statements {
  explicit push_statements(connection& sql)
      : session(sql, "select count(*) from sessions where id = :session and user_id = :user"),
        replace(sql, "delete from push_subscriptions where session_id = :session or endpoint_digest = :digest"),
        oldest(sql, "select id from push_subscriptions where user_id = :user order by id"),
        insert(sql,
               "insert into push_subscriptions "
               "(session_id, user_id, endpoint, endpoint_digest, p256dh, auth, with_text, created) "
               "values (:session, :user, :endpoint, :digest, :p256dh, :auth, :text, :created)"),
        remove(sql, "delete from push_subscriptions where session_id = :session and user_id = :user"),
        forget(sql, "delete from push_subscriptions where id = :id"),
        drop_waiting(sql, "delete from outbox where kind = 2 and state = 0 and target = :id"),
        by_session(sql, std::string(columns) + "session_id = :session and user_id = :user"),
        by_id(sql, std::string(columns) + "id = :id") {}
  query<in<integer, integer>, out<integer>> session;
  query<in<integer, std::string>> replace;
  query<in<integer>, out<integer>> oldest;
  query<in<integer, integer, std::string, std::string, std::string, std::string, integer, integer>> insert;
  query<in<integer, integer>> remove;
  query<in<integer>> forget;
  query<in<integer>> drop_waiting;
  query<in<integer, integer>, columns_out> by_session;
  query<in<integer>, columns_out> by_id;
};

struct due_statements {
  explicit due_statements(connection& sql)
      : later(sql,
              "select count(*) from outbox where state = 0 and kind = 2 and target = :device and what = :what and "
              "id > :id"),
        // The newest message that the level lets through, from the one on that was recorded.
        message(sql,
                "select m.seq, u.name, m.text, m.files, r.kind, r.name, "
                "(select count(*) from mentions n where n.user_id in (b.user_id, 0) and n.room_id = m.room_id and "
                "n.seq = m.seq), "
                "w.language, w.presence, w.quiet_from, w.quiet_to, w.time_zone "
                "from members b join users w on w.id = b.user_id join rooms r on r.id = b.room_id join messages m on "
                "m.room_id = b.room_id "
                "join users u on u.id = m.user_id "
                "where b.room_id = :room and b.user_id = :user and m.seq >= :seq and m.seq > b.last_read_seq and "
                "m.kind <> 2 and m.deleted = 0 and m.user_id <> b.user_id and "
                "not exists (select 1 from blocks k where k.user_id = b.user_id and k.blocked = m.user_id) and "
                "(b.notify = 0 or (b.notify = 1 and exists (select 1 from mentions n where "
                "n.user_id in (b.user_id, 0) and n.room_id = m.room_id and n.seq = m.seq))) "
                "order by m.seq desc limit 1"),
        unread(sql,
               "select r.last_seq - b.last_read_seq from members b join rooms r on r.id = b.room_id "
               "where b.user_id = :user and b.notify = 0"),
        unread_mentions(sql,
                        "select count(*) from members b join mentions n on n.room_id = b.room_id and "
                        "n.user_id in (b.user_id, 0) and n.seq > b.last_read_seq where b.user_id = :user and "
                        "b.notify = 1") {}
  query<in<integer, std::string, integer>, out<integer>> later;
  query<in<integer, integer, integer>, out<integer, std::string, std::string, integer, integer, std::string, integer,
                                           std::string, integer, integer, integer, std::string>>
      message;
  query<in<integer>, out<integer>> unread;
  query<in<integer>, out<integer>> unread_mentions;
};
static_assert(static_cast<int>(chat::message_kind::system) == 2);
static_assert(static_cast<int>(chat::notify_level::all) == 0 && static_cast<int>(chat::notify_level::mentions) == 1);

struct key_statements {
  explicit key_statements(connection& sql)
      : find(sql, "select secret from server_keys where name = 'push'"),
        keep(sql, "insert into server_keys (name, secret) values ('push', :secret)") {}
  query<in<>, out<std::string>> find;
  query<in<std::string>> keep;
};

chat::push_subscription to_subscription(integer id, integer user, const std::string& endpoint,
                                        const std::string& p256dh, const std::string& auth, integer with_text) {
  return {.id = {id},
          .user = {user},
          .to = {.endpoint = endpoint, .p256dh = p256dh, .auth = auth},
          .text = with_text != 0 ? chat::push_text::yes : chat::push_text::no};
}

void drop(push_statements& statements, integer subscription) {
  statements.forget.run(subscription);
  statements.drop_waiting.run(subscription);
}

chat::outcome<void> put_now(connection& sql, const chat::new_push_subscription& made) {
  auto& statements = sql.prepared<push_statements>();
  const auto session = integer{made.session.value};
  const auto user = integer{made.user.value};
  if (std::get<0>(statements.session.first(session, user).value()) == 0) return chat::refuse(chat::unauthorized{});
  const auto digest = chat::sha256_hex(made.to.endpoint);
  statements.replace.run(session, digest);
  std::vector<integer> others;
  statements.oldest.each([&](integer id) { others.push_back(id); }, user);
  for (std::size_t at = 0; at + made.most <= others.size(); ++at) drop(statements, others[at]);
  statements.insert.run(session, user, made.to.endpoint, digest, made.to.p256dh, made.to.auth,
                        made.text == chat::push_text::yes ? 1 : 0, to_milliseconds(made.created));
  return {};
}

/// The number behind `prefix`; nothing when there is none.
std::optional<std::int64_t> number_in(std::string_view text, std::string_view prefix = {}) {
  if (!text.starts_with(prefix)) return std::nullopt;
  text.remove_prefix(prefix.size());
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::int64_t unread_of(due_statements& statements, integer user) {
  std::int64_t all = std::get<0>(statements.unread_mentions.first(user).value());
  statements.unread.each([&](integer one) { all += one; }, user);
  return all;
}

chat::outcome<chat::due_push> due_now(connection& sql, const chat::delivery& waiting, chat::room_id room,
                                      std::int64_t from) {
  const snapshot here(sql);
  const auto device = sql.prepared<push_statements>().by_id.first(waiting.target);
  if (!device) return chat::refuse(chat::not_found{});
  auto& statements = sql.prepared<due_statements>();
  if (std::get<0>(statements.later.first(waiting.target, waiting.what, waiting.id.value).value()) != 0) {
    return chat::refuse(chat::not_found{});
  }
  chat::due_push found;
  found.subscription = std::apply(to_subscription, *device);
  found.room = room;
  const auto user = integer{found.subscription.user.value};
  const auto row = statements.message.first(room.value, user, from);
  if (!row) return chat::refuse(chat::not_found{});
  integer seq = 0;
  integer kind = 0;
  integer mentions = 0;
  integer presence = 0;
  integer quiet_from = 0;
  integer quiet_to = 0;
  std::string zone;
  std::tie(seq, found.author, found.text, std::ignore, kind, found.room_name, mentions, found.language, presence,
           quiet_from, quiet_to, zone) = *row;
  found.wishes = to_calm(presence, quiet_from, quiet_to, std::move(zone));
  found.seq = {seq};
  found.files = std::get<3>(*row);
  found.kind = static_cast<chat::room_kind>(kind);
  found.mentions = mentions != 0;
  found.unread = unread_of(statements, user);
  return found;
}

}  // namespace

chat::flow<void> push_store::put(chat::new_push_subscription made) {
  co_return co_await writer_.run<void>(reads_heads::no, [this, made = std::move(made)](write_context& context) {
    recorder_.forget_subscriptions();
    return put_now(context.sql, made);
  });
}

chat::flow<void> push_store::remove(chat::user_id who, chat::session_id session) {
  co_return co_await writer_.run<void>(reads_heads::no,
                                       [this, who, session](write_context& context) -> chat::outcome<void> {
                                         recorder_.forget_subscriptions();
                                         auto& statements = context.sql.prepared<push_statements>();
                                         statements.remove.run(session.value, who.value);
                                         return {};
                                       });
}

chat::flow<chat::push_subscription> push_store::of(chat::user_id who, chat::session_id session) {
  co_return co_await readers_.run<chat::push_subscription>(
      [who, session](connection& sql) -> chat::outcome<chat::push_subscription> {
        const auto row = sql.prepared<push_statements>().by_session.first(session.value, who.value);
        if (!row) return chat::refuse(chat::not_found{});
        return std::apply(to_subscription, *row);
      });
}

chat::flow<chat::due_push> push_store::due(const chat::delivery& waiting) {
  const auto room = number_in(waiting.what, "room:");
  const auto from = number_in(waiting.payload);
  if (!room || !from) co_return chat::refuse(chat::not_found{});
  // Before the look: a message that is stored later is recorded again, whether it is seen here or not.
  const auto taken = co_await writer_.run<void>(reads_heads::no, refuses::before_writing,
                                                [this, device = waiting.target, room](write_context&) {
                                                  recorder_.taken({device}, {*room});
                                                  return chat::outcome<void>{};
                                                });
  if (!taken) co_return std::unexpected(taken.error());
  co_return co_await readers_.run<chat::due_push>(
      [waiting = waiting, room, from](connection& sql) { return due_now(sql, waiting, {*room}, *from); });
}

chat::flow<void> push_store::forget(chat::push_subscription_id gone) {
  co_return co_await writer_.run<void>(reads_heads::no, [this, gone](write_context& context) -> chat::outcome<void> {
    recorder_.forget_subscriptions();
    drop(context.sql.prepared<push_statements>(), gone.value);
    return {};
  });
}

void keep_push_key(connection& sql, const std::function<std::string()>& make) {
  auto& statements = sql.prepared<key_statements>();
  if (!statements.find.first()) statements.keep.run(make());
}

std::string kept_push_key(connection& sql) {
  const auto row = sql.prepared<key_statements>().find.first();
  return row ? std::get<0>(*row) : std::string();
}

}  // namespace webchats::store
