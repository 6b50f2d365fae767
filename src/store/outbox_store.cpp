#include "store/outbox_store.hpp"

#include <limits>
#include <utility>

#include "store/query.hpp"
#include "store/time.hpp"

namespace webchats::store {

namespace {

// `outbox.state`: 0 waits, 1 is dead.
constexpr const char* head_columns =
    "o.id, o.kind, o.target, o.token, o.what, '', o.attempts, o.next_at, o.created, o.last_error, o.state ";
constexpr const char* all_columns =
    "o.id, o.kind, o.target, o.token, o.what, o.payload, o.attempts, o.next_at, o.created, o.last_error, o.state ";

using delivery_out = out<integer, integer, integer, std::string, std::string, std::string, integer, integer, integer,
                         std::string, integer>;

struct outbox_statements {
  explicit outbox_statements(connection& sql)
      : heads(sql, std::string("select ") + head_columns +
                       "from outbox o join (select min(id) as id from outbox where state = 0 and kind = :kind group by "
                       "target) "
                       "h on h.id = o.id order by o.next_at, o.id limit :most"),
        waiting(sql, std::string("select ") + all_columns +
                         "from outbox o where o.state = 0 and o.kind = :kind and o.target = :target order by o.id "
                         "limit :most"),
        list(sql, std::string("select ") + head_columns +
                      "from outbox o where o.kind = :kind and o.target = :target and o.id < :before order by o.id desc "
                      "limit :most"),
        hook(sql, "select target from outbox where id = :id and state = 0 and kind = 0"),
        finish(sql, "delete from outbox where id = :id"),
        postpone(sql,
                 "update outbox set attempts = attempts + 1, next_at = :next, last_error = :why where id = :id and "
                 "state = 0"),
        give_up(sql, "update outbox set attempts = attempts + 1, state = 1, last_error = :why where id = :id"),
        resend(sql,
               "update outbox set state = 0, attempts = 0, next_at = :now, created = :again where id = :id and "
               "kind = :kind and target = :target and state = 1") {}
  query<in<integer, integer>, delivery_out> heads;
  query<in<integer, integer, integer>, delivery_out> waiting;
  query<in<integer, integer, integer, integer>, delivery_out> list;
  query<in<integer>, out<integer>> hook;  ///< nothing for other kinds
  query<in<integer>> finish;
  query<in<integer, std::string, integer>> postpone;
  query<in<std::string, integer>> give_up;
  query<in<integer, integer, integer, integer, integer>> resend;
};

chat::delivery to_delivery(integer id, integer kind, integer target, const std::string& token, const std::string& what,
                           const std::string& payload, integer attempts, integer next, integer created,
                           const std::string& last_error, integer state) {
  return {.id = {id},
          .kind = static_cast<chat::delivery_kind>(kind),
          .target = target,
          .token = token,
          .what = what,
          .payload = payload,
          .attempts = attempts,
          .next = to_instant(next),
          .created = to_instant(created),
          .last_error = last_error,
          .dead = state != 0};
}

/// All rows of a query.
template <class Query, class... Values>
std::vector<chat::delivery> deliveries(Query& statement, Values... values) {
  std::vector<chat::delivery> all;
  statement.each([&](const auto&... columns) { all.push_back(to_delivery(columns...)); }, values...);
  return all;
}

}  // namespace

chat::flow<std::vector<chat::delivery>> outbox_store::heads(chat::delivery_kind kind, std::size_t most) {
  co_return co_await readers_.run<std::vector<chat::delivery>>(
      [kind, most](connection& sql) -> chat::outcome<std::vector<chat::delivery>> {
        return deliveries(sql.prepared<outbox_statements>().heads, static_cast<integer>(kind),
                          static_cast<integer>(most));
      });
}

chat::flow<std::vector<chat::delivery>> outbox_store::waiting(chat::delivery_kind kind, std::int64_t target,
                                                              std::size_t most) {
  co_return co_await readers_.run<std::vector<chat::delivery>>(
      [=](connection& sql) -> chat::outcome<std::vector<chat::delivery>> {
        return deliveries(sql.prepared<outbox_statements>().waiting, static_cast<integer>(kind), integer{target},
                          static_cast<integer>(most));
      });
}

chat::flow<void> outbox_store::finish(chat::delivery_id sent) {
  co_return co_await writer_.run<void>(reads_heads::no, [this, sent](write_context& context) -> chat::outcome<void> {
    auto& statements = context.sql.prepared<outbox_statements>();
    if (const auto waiting = statements.hook.first(sent.value)) recorder_.moved(std::get<0>(*waiting), -1);
    statements.finish.run(sent.value);
    return {};
  });
}

chat::flow<void> outbox_store::postpone(chat::delivery_id failed, chat::instant next, std::string why) {
  co_return co_await writer_.run<void>(
      reads_heads::no, [failed, next, why = std::move(why)](write_context& context) -> chat::outcome<void> {
        context.sql.prepared<outbox_statements>().postpone.run(to_milliseconds(next), why, failed.value);
        return {};
      });
}

chat::flow<void> outbox_store::give_up(chat::delivery_id failed, std::string why) {
  co_return co_await writer_.run<void>(
      reads_heads::no, [this, failed, why = std::move(why)](write_context& context) -> chat::outcome<void> {
        auto& statements = context.sql.prepared<outbox_statements>();
        if (const auto waiting = statements.hook.first(failed.value)) recorder_.moved(std::get<0>(*waiting), -1);
        statements.give_up.run(why, failed.value);
        return {};
      });
}

chat::flow<std::vector<chat::delivery>> outbox_store::list(chat::delivery_kind kind, std::int64_t target,
                                                           chat::delivery_id before, std::size_t most) {
  co_return co_await readers_.run<std::vector<chat::delivery>>(
      [=](connection& sql) -> chat::outcome<std::vector<chat::delivery>> {
        const auto below = before.value == 0 ? std::numeric_limits<integer>::max() : integer{before.value};
        return deliveries(sql.prepared<outbox_statements>().list, static_cast<integer>(kind), integer{target}, below,
                          static_cast<integer>(most));
      });
}

chat::flow<void> outbox_store::resend(chat::delivery_kind kind, std::int64_t target, chat::delivery_id dead,
                                      chat::instant now) {
  co_return co_await writer_.run<void>(
      reads_heads::no, [this, kind, target, dead, now](write_context& context) -> chat::outcome<void> {
        const auto changed = context.sql.prepared<outbox_statements>().resend.run(
            to_milliseconds(now), to_milliseconds(now), dead.value, static_cast<integer>(kind), target);
        if (changed == 0) return chat::refuse(chat::not_found{});
        if (kind == chat::delivery_kind::webhook) recorder_.moved(target, 1);
        recorder_.tell_sender();
        return {};
      });
}

}  // namespace webchats::store
