#include "store/digest_recorder.hpp"

#include <string>
#include <utility>

#include "chat/secrets.hpp"
#include "store/query.hpp"
#include "store/time.hpp"

namespace webchats::store {

namespace {

constexpr std::size_t token_length = 22;  // 132 bits
constexpr std::size_t most_rooms_known = 200'000;

struct digest_record_statements {
  explicit digest_record_statements(connection& sql)
      : wanting(sql, "select id from users where mail_notifications = 1"),
        kind(sql, "select kind from rooms where id = :room"),
        members(sql,
                "select m.user_id from members m join users u on u.id = m.user_id "
                "where m.room_id = :room and u.mail_notifications = 1 order by m.user_id"),
        waits(sql, "select count(*) from outbox where state = 0 and kind = 3 and target = :user and id <> :taken"),
        insert(sql,
               "insert into outbox (kind, target, token, what, payload, attempts, next_at, state, last_error, created) "
               "values (3, :user, :token, :what, :message, 0, :next, 0, '', :created)") {}
  query<in<>, out<integer>> wanting;
  query<in<integer>, out<integer>> kind;
  query<in<integer>, out<integer>> members;
  query<in<integer, integer>, out<integer>> waits;
  query<in<integer, std::string, std::string, std::string, integer, integer>> insert;
};
static_assert(static_cast<int>(chat::delivery_kind::digest) == 3);

}  // namespace

void digest_recorder::before_commit(connection& sql, std::span<const chat::notice> notices) {
  if (!options_.away) return;
  if (!wanting_) {
    wanting_.emplace();
    sql.prepared<digest_record_statements>().wanting.each([this](integer user) { wanting_->insert(user); });
  }
  for (const auto& each : notices) {
    const auto* const changed = std::get_if<chat::account_changed>(&each);
    if (changed == nullptr) continue;
    if (changed->me.mail_notifications) {
      wanting_->insert(changed->me.who.id.value);
    } else {
      wanting_->erase(changed->me.who.id.value);
    }
  }
  if (wanting_->empty()) return;
  for (const auto& each : notices) {
    const auto* const said = std::get_if<chat::message_posted>(&each);
    if (said != nullptr && said->message.kind != chat::message_kind::system) record(sql, *said);
  }
}

void digest_recorder::record(connection& sql, const chat::message_posted& said) {
  auto& statements = sql.prepared<digest_record_statements>();
  for (const auto user : people_of(sql, said)) {
    if (user == said.message.author.id.value || !options_.away({user})) continue;
    const auto found = taken_.find(user);
    const auto taken = found == taken_.end() ? taking{} : found->second;
    if (said.message.id <= taken.last) continue;  // both are in this transaction
    if (std::get<0>(statements.waits.first(user, taken.sent.value).value()) != 0) continue;
    const auto now = options_.time->now();
    statements.insert.run(user, chat::make_token().substr(0, token_length), std::string(chat::digest_mail),
                          std::to_string(said.message.id.value), to_milliseconds(now + options_.after),
                          to_milliseconds(now));
    recorded_ = true;
  }
}

std::vector<std::int64_t> digest_recorder::people_of(connection& sql, const chat::message_posted& said) {
  std::vector<std::int64_t> people;
  if (said.everybody || is_direct(sql, said.message.room)) {
    sql.prepared<digest_record_statements>().members.each([&](integer user) { people.push_back(user); },
                                                          said.message.room.value);
    return people;
  }
  for (const auto each : said.mentioned) {
    if (wanting_->contains(each.value)) people.push_back(each.value);
  }
  return people;
}

bool digest_recorder::is_direct(connection& sql, chat::room_id room) {
  const auto found = direct_.find(room.value);
  if (found != direct_.end()) return found->second;
  if (direct_.size() >= most_rooms_known) direct_.clear();
  const auto kind = sql.prepared<digest_record_statements>().kind.first(room.value);
  const bool direct = kind && static_cast<chat::room_kind>(std::get<0>(*kind)) == chat::room_kind::direct;
  return direct_[room.value] = direct;
}

void digest_recorder::committed() noexcept {
  if (std::exchange(recorded_, false) && options_.signal) options_.signal();
}

void digest_recorder::found_stored() noexcept {
  if (options_.signal) options_.signal();
}

void digest_recorder::undone() noexcept {
  recorded_ = false;
  wanting_.reset();
  direct_.clear();
}

}  // namespace webchats::store
