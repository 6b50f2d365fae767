#include "store/push_recorder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "store/calm_columns.hpp"
#include "store/query.hpp"

namespace webchats::store {

namespace {

constexpr std::size_t most_known = 200'000;  // subscribers in memory, of all rooms

struct push_record_statements {
  explicit push_record_statements(connection& sql)
      : any(sql, "select count(*) from push_subscriptions"),
        subscribers(
            sql,
            "select p.id, p.user_id, m.notify, u.presence, u.quiet_from, u.quiet_to, u.time_zone "
            "from push_subscriptions p join members m on m.user_id = p.user_id join users u on u.id = p.user_id "
            "where m.room_id = :room and m.notify <> 2 order by p.id"),
        insert(sql,
               "insert into outbox (kind, target, token, what, payload, attempts, next_at, state, last_error, created) "
               "values (2, :device, '', :what, :seq, 0, :next, 0, '', :created)") {}
  query<in<>, out<integer>> any;
  query<in<integer>, out<integer, integer, integer, integer, integer, integer, std::string>> subscribers;
  query<in<integer, std::string, std::string, integer, integer>> insert;
};
static_assert(static_cast<int>(chat::notify_level::nothing) == 2);
static_assert(static_cast<int>(chat::delivery_kind::push) == 2);

}  // namespace

void push_recorder::before_commit(connection& sql, std::span<const chat::notice> notices) {
  if (!options_.away || !has_subscriptions(sql)) return;
  for (const auto& each : notices) heed(each);
  for (const auto& each : notices) {
    const auto* const said = std::get_if<chat::message_posted>(&each);
    if (said != nullptr && said->message.kind != chat::message_kind::system) record(sql, *said);
  }
}

void push_recorder::heed(const chat::notice& one) {
  if (const auto* const member = std::get_if<chat::member_changed>(&one)) forget_room(member->room);
  if (std::holds_alternative<chat::session_revoked>(one)) forget_subscriptions();
  if (const auto* const changed = std::get_if<chat::account_changed>(&one)) {
    for (auto& [room, all] : by_room_) {
      for (auto& each : all) {
        if (each.user == changed->me.who.id) each.wishes = chat::calm_of(changed->me);
      }
    }
  }
}

void push_recorder::record(connection& sql, const chat::message_posted& said) {
  const auto now = options_.time->now();
  for (const auto& each : subscribers_of(sql, said.message.room)) {
    if (each.user == said.message.author.id) continue;
    const bool named = said.everybody || std::ranges::binary_search(said.mentioned, each.user);
    if (!named && each.level != chat::notify_level::all) continue;
    if (options_.away(each.user) && !chat::is_calm(each.wishes, now)) insert(sql, each.device, said.message);
  }
}

void push_recorder::insert(connection& sql, std::int64_t device, const chat::message& about) {
  auto& rooms = waiting_[device];
  if (rooms.size() >= most_waiting || !rooms.insert(about.room.value).second) return;
  const auto now = options_.time->now().time_since_epoch().count();
  sql.prepared<push_record_statements>().insert.run(device, fmt::format("room:{}", about.room.value),
                                                    std::to_string(about.seq.value), now, now);
  recorded_ = true;
}

bool push_recorder::has_subscriptions(connection& sql) {
  if (!any_) any_ = std::get<0>(sql.prepared<push_record_statements>().any.first().value()) != 0;
  return *any_;
}

const push_recorder::subscribers& push_recorder::subscribers_of(connection& sql, chat::room_id room) {
  const auto found = by_room_.find(room.value);
  if (found != by_room_.end()) return found->second;
  if (known_ >= most_known) {
    by_room_.clear();
    known_ = 0;
  }
  auto& fresh = by_room_[room.value];
  sql.prepared<push_record_statements>().subscribers.each(
      [&](integer device, integer user, integer level, integer presence, integer from, integer to,
          const std::string& zone) {
        fresh.push_back({device, {user}, static_cast<chat::notify_level>(level), to_calm(presence, from, to, zone)});
      },
      room.value);
  known_ += fresh.size() + 1;
  return fresh;
}

void push_recorder::taken(chat::push_subscription_id device, chat::room_id room) {
  const auto found = waiting_.find(device.value);
  if (found == waiting_.end()) return;
  found->second.erase(room.value);
  if (found->second.empty()) waiting_.erase(found);
}

void push_recorder::forget_subscriptions() noexcept {
  any_.reset();
  by_room_.clear();
  known_ = 0;
}

void push_recorder::committed() noexcept {
  if (std::exchange(recorded_, false) && options_.signal) options_.signal();
}

void push_recorder::found_stored() noexcept {
  if (options_.signal) options_.signal();
}

void push_recorder::undone() noexcept {
  recorded_ = false;
  forget_subscriptions();
  waiting_.clear();
}

}  // namespace webchats::store
