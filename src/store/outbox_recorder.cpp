#include "store/outbox_recorder.hpp"

#include <fmt/format.h>

#include "base/log.hpp"
#include "chat/secrets.hpp"
#include "store/query.hpp"
#include "store/time.hpp"

namespace webchats::store {

namespace {

constexpr std::size_t token_length = 22;  // 132 bits

struct record_statements {
  explicit record_statements(connection& sql)
      : hooks(sql,
              "select r.room_id, h.id, h.events from hooks h join hook_rooms r on r.hook_id = h.id "
              "where h.kind = 1 order by h.id"),
        waiting(sql, "select count(*) from outbox where state = 0 and kind = 0 and target = :hook"),
        mails(sql, "select count(*) from outbox where state = 0 and kind = 1"),
        insert(sql,
               "insert into outbox (kind, target, token, what, payload, attempts, next_at, state, last_error, created) "
               "values (:kind, :target, :token, :what, :payload, 0, :next, 0, '', :created)") {}
  query<in<>, out<integer, integer, integer>> hooks;
  query<in<integer>, out<integer>> waiting;
  query<in<>, out<integer>> mails;
  query<in<integer, integer, std::string, std::string, std::string, integer, integer>> insert;
};

}  // namespace

void outbox_recorder::before_commit(connection& sql, std::span<const chat::notice> notices) {
  if (options_.words == nullptr) return;
  if (!by_room_) load(sql);
  if (by_room_->empty()) return;
  for (const auto& each : notices) {
    const auto event = options_.words->event_of(each);
    if (!event) continue;
    const auto found = by_room_->find(event->second.value);
    if (found == by_room_->end()) continue;
    std::string payload;
    for (const auto& to : found->second) {
      if (!to.events.has(event->first)) continue;
      if (payload.empty()) payload = options_.words->payload_of(each, options_.time->now());
      record(sql, to, event->first, payload);
    }
  }
}

void outbox_recorder::load(connection& sql) {
  by_room_.emplace();
  sql.prepared<record_statements>().hooks.each([this](integer room, integer hook, integer events) {
    (*by_room_)[room].push_back({hook, chat::hook_event_set(static_cast<std::uint32_t>(events))});
  });
}

void outbox_recorder::record(connection& sql, const subscription& to, chat::hook_event what,
                             const std::string& payload) {
  auto& count = waiting(sql, to.hook);
  if (count >= most_waiting) {
    base::log(base::log_level::warning,
              fmt::format("outbox: {} deliveries wait for hook {}: it is told of no more", count, to.hook));
    return;
  }
  insert(sql, chat::delivery_kind::webhook, to.hook, std::string(chat::name_of(what)), payload, options_.time->now());
  ++count;
}

void outbox_recorder::put_mail(connection& sql, std::int64_t target, std::string_view what, const std::string& payload,
                               chat::instant now) {
  const auto count = std::get<0>(sql.prepared<record_statements>().mails.first().value());
  if (count >= most_mails) {
    base::log(base::log_level::warning, fmt::format("outbox: {} mails wait: no more are taken", count));
    return;
  }
  insert(sql, chat::delivery_kind::mail, target, std::string(what), payload, now);
}

void outbox_recorder::insert(connection& sql, chat::delivery_kind kind, std::int64_t target, const std::string& what,
                             const std::string& payload, chat::instant now) {
  const auto time = to_milliseconds(now);
  sql.prepared<record_statements>().insert.run(static_cast<integer>(kind), target,
                                               chat::make_token().substr(0, token_length), what, payload, time, time);
  recorded_ = true;
}

std::int64_t& outbox_recorder::waiting(connection& sql, std::int64_t hook) {
  const auto found = waiting_.find(hook);
  if (found != waiting_.end()) return found->second;
  const auto counted = std::get<0>(sql.prepared<record_statements>().waiting.first(hook).value());
  return waiting_.emplace(hook, counted).first->second;
}

void outbox_recorder::moved(std::int64_t hook, std::int64_t by) noexcept {
  const auto found = waiting_.find(hook);
  if (found != waiting_.end()) found->second += by;
}

void outbox_recorder::committed() noexcept {
  if (std::exchange(recorded_, false) && options_.signal) options_.signal();
}

void outbox_recorder::found_stored() noexcept {
  if (options_.signal) options_.signal();
}

void outbox_recorder::undone() noexcept {
  recorded_ = false;
  by_room_.reset();
  waiting_.clear();
}

}  // namespace webchats::store
