#include "store/digest_store.hpp"

#include <algorithm>
#include <charconv>
#include <string>

#include "store/account_rows.hpp"
#include "store/query.hpp"
#include "store/time.hpp"

namespace webchats::store {

namespace {

/// What somebody has not read of what names them, or was said in their direct rooms, as far as they want to hear of it.
/// Found by the indexes of both: what is unread of all other rooms may be very much.
constexpr const char* missed =
    "from (select b.room_id, n.seq from members b join mentions n on n.room_id = b.room_id and "
    "n.user_id in (b.user_id, 0) and n.seq > b.last_read_seq where b.user_id = :user and b.notify <> 2 "
    "union select b.room_id, d.seq from members b join rooms o on o.id = b.room_id and o.kind = 2 "
    "join messages d on d.room_id = b.room_id and d.seq > b.last_read_seq where b.user_id = :user and b.notify = 0) f "
    "join messages m on m.room_id = f.room_id and m.seq = f.seq join rooms r on r.id = m.room_id "
    "join users u on u.id = m.user_id "
    "where m.id >= :first and m.id <= :last and m.created > :seen and m.kind <> 2 and m.deleted = 0 and m.user_id <> "
    ":user and "
    "not exists (select 1 from blocks k where k.user_id = :user and k.blocked = m.user_id) ";
static_assert(static_cast<int>(chat::room_kind::direct) == 2 && static_cast<int>(chat::message_kind::system) == 2);
static_assert(static_cast<int>(chat::notify_level::all) == 0 && static_cast<int>(chat::notify_level::nothing) == 2);

struct digest_take_statements {
  explicit digest_take_statements(connection& sql)
      : waits(sql, "select count(*) from outbox where id = :id and token = :token and state = 0"),
        merge(sql, "delete from outbox where state = 0 and kind = 3 and target = :user and id > :id"),
        newest(sql, "select coalesce(max(id), 0) from messages"),
        put_off(sql, "update outbox set next_at = :next where id = :id"),
        finish(sql, "delete from outbox where id = :id"),
        note(sql, "update users set digest_sent = :now where id = :user") {}
  query<in<integer, std::string>, out<integer>> waits;
  query<in<integer, integer>> merge;
  query<in<>, out<integer>> newest;
  query<in<integer, integer>> put_off;
  query<in<integer>> finish;
  query<in<integer, integer>> note;
};

struct digest_due_statements {
  explicit digest_due_statements(connection& sql)
      // Role 5 is a bot.
      : wants(sql,
              "select digest_sent from users where id = :user and state = 0 and role <> 5 and mail_notifications = 1"),
        count(sql, std::string("select count(*), coalesce(min(m.created), 0) ") + missed),
        newest(sql, std::string("select m.room_id, m.seq, r.kind, r.name, u.name, m.text, m.files ") + missed +
                        "order by m.id desc limit :most") {}
  query<in<integer>, out<integer>> wants;
  query<in<integer, integer, integer, integer>, out<integer, integer>> count;
  query<in<integer, integer, integer, integer, integer>,
        out<integer, integer, integer, std::string, std::string, std::string, integer>>
      newest;
};

chat::outcome<chat::digest> due_now(connection& sql, chat::user_id who, integer first, integer last, chat::instant seen,
                                    std::size_t most) {
  const snapshot here(sql);
  auto& statements = sql.prepared<digest_due_statements>();
  const auto before = statements.wants.first(who.value);
  if (!before) return chat::refuse(chat::not_found{});
  chat::digest found;
  const auto [missed_messages, said] = statements.count.first(who.value, first, last, to_milliseconds(seen)).value();
  found.missed = missed_messages;
  if (found.missed == 0) return chat::refuse(chat::not_found{});
  auto account = account_of(sql, who);
  if (!account) return std::unexpected(account.error());
  found.to = std::move(*account);
  found.last = to_instant(std::get<0>(*before));
  found.first = to_instant(said);
  statements.newest.each(
      [&](integer room, integer seq, integer kind, const std::string& room_name, const std::string& author,
          const std::string& text, integer files) {
        found.newest.push_back({.room = {room},
                                .seq = {seq},
                                .kind = static_cast<chat::room_kind>(kind),
                                .room_name = room_name,
                                .author = author,
                                .text = text,
                                .files = files});
      },
      who.value, first, last, to_milliseconds(seen), static_cast<integer>(most));
  std::ranges::reverse(found.newest);
  return found;
}

}  // namespace

chat::flow<chat::digest> digest_store::due(const chat::delivery& waiting, chat::instant seen, std::size_t most) {
  const chat::user_id who{waiting.target};
  integer first = 0;
  std::from_chars(waiting.payload.data(), waiting.payload.data() + waiting.payload.size(), first);
  // What is stored after this is recorded again, and left to that delivery.
  const auto last = co_await writer_.run<integer>(
      reads_heads::no,
      [this, who, id = waiting.id, token = waiting.token](write_context& context) -> chat::outcome<integer> {
        auto& statements = context.sql.prepared<digest_take_statements>();
        // An earlier one may have told what this one was to tell.
        if (std::get<0>(statements.waits.first(id.value, token).value()) == 0) return chat::refuse(chat::not_found{});
        const auto newest = std::get<0>(statements.newest.first().value());
        recorder_.taken(who, id, {newest});
        statements.merge.run(who.value, id.value);
        return newest;
      });
  if (!last) co_return std::unexpected(last.error());
  co_return co_await readers_.run<chat::digest>(
      [=, last = *last](connection& sql) { return due_now(sql, who, first, last, seen, most); });
}

chat::flow<void> digest_store::put_off(const chat::delivery& waiting, chat::instant next) {
  co_return co_await writer_.run<void>(reads_heads::no,
                                       [this, who = chat::user_id{waiting.target}, id = waiting.id,
                                        next](write_context& context) -> chat::outcome<void> {
                                         recorder_.put_off(who);
                                         context.sql.prepared<digest_take_statements>().put_off.run(
                                             to_milliseconds(next), id.value);
                                         return {};
                                       });
}

chat::flow<void> digest_store::sent(const chat::delivery& told, chat::instant now) {
  co_return co_await writer_.run<void>(
      reads_heads::no, [who = told.target, id = told.id, now](write_context& context) -> chat::outcome<void> {
        auto& statements = context.sql.prepared<digest_take_statements>();
        statements.finish.run(id.value);
        statements.note.run(to_milliseconds(now), who);
        return {};
      });
}

}  // namespace webchats::store
