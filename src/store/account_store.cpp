#include "store/account_store.hpp"

#include <string>
#include <utility>

#include "chat/mentions.hpp"
#include "store/doomed_store.hpp"
#include "store/query.hpp"
#include "store/search_index.hpp"

namespace webchats::store {

namespace {

constexpr std::size_t most_touched = 100'000;

constexpr const char* session_columns =
    "select s.id, s.device, s.created, s.last_used, s.expires, u.id, u.email, u.name, u.avatar, u.created, u.updated, "
    "u.role, u.status, u.language, u.time_zone, u.hides_last_seen "
    "from sessions s join users u on u.id = s.user_id where ";

using session_out = out<integer, std::string, integer, integer, integer, integer, std::string, std::string, std::string,
                        integer, integer, integer, std::string, std::string, std::string, integer>;

struct account_statements {
  explicit account_statements(connection& sql)
      : by_email(sql, "select id, password from users where email = :email"),
        insert(sql,
               "insert into users (email, name, name_key, avatar, password, created, updated) "
               "values (:email, :name, :key, :avatar, :password, :created, :updated) returning id"),
        enter_rooms(sql,
                    "insert into members (room_id, user_id, role, last_read_seq, joined) "
                    "select id, :user, 0, last_seq, :joined from rooms where everybody = 1"),
        count_in_rooms(sql, "update rooms set members = members + 1 where everybody = 1"),
        open(sql,
             "insert into sessions (user_id, token_hash, device, created, last_used, expires) "
             "values (:user, :hash, :device, :created, :used, :expires) returning id"),
        drop_expired(sql, "delete from sessions where user_id = :user and expires <= :now"),
        surplus(sql,
                "select id, token_hash from sessions where user_id = :user order by last_used desc, id desc "
                "limit 1000 offset :keep"),
        by_id(sql, std::string(session_columns) + "s.id = :id"),
        by_token(sql, std::string(session_columns) + "s.token_hash = :hash"),
        by_user(sql, std::string(session_columns) + "s.user_id = :user order by s.last_used desc, s.id desc"),
        token(sql, "select token_hash from sessions where id = :id and user_id = :user"),
        end(sql, "delete from sessions where id = :id"),
        touch(sql, "update sessions set last_used = :when where id = :id and last_used < :when"),
        account(sql,
                "select email, name, avatar, created, updated, role, status, language, time_zone, hides_last_seen "
                "from users where id = :id"),
        rooms(sql, "select room_id from members where user_id = :user order by room_id"),
        rename(sql, "update users set name = :name, name_key = :key, updated = :now where id = :id"),
        avatar(sql, "update users set avatar = :avatar, avatar_file = :file, updated = :now where id = :id"),
        avatar_file(sql, "select avatar_file from users where id = :id") {}
  query<in<std::string>, out<integer, std::string>> by_email;
  query<in<std::string, std::string, std::string, std::string, std::string, integer, integer>, out<integer>> insert;
  query<in<integer, integer>> enter_rooms;
  query<in<>> count_in_rooms;
  query<in<integer, std::string, std::string, integer, integer, integer>, out<integer>> open;
  query<in<integer, integer>> drop_expired;
  query<in<integer, integer>, out<integer, std::string>> surplus;
  query<in<integer>, session_out> by_id;
  query<in<std::string>, session_out> by_token;
  query<in<integer>, session_out> by_user;
  query<in<integer, integer>, out<std::string>> token;
  query<in<integer>> end;
  query<in<integer, integer>> touch;
  query<in<integer>, out<std::string, std::string, std::string, integer, integer, integer, std::string, std::string,
                         std::string, integer>>
      account;
  query<in<integer>, out<integer>> rooms;
  query<in<std::string, std::string, integer, integer>> rename;
  query<in<std::string, std::string, integer, integer>> avatar;
  query<in<integer>, out<std::string>> avatar_file;
};

integer milliseconds(chat::instant time) { return time.time_since_epoch().count(); }
chat::instant to_instant(integer value) { return chat::instant(std::chrono::milliseconds(value)); }

chat::account to_account(integer user, const std::string& email, const std::string& name, const std::string& avatar,
                         integer created, integer updated, integer role, const std::string& status,
                         const std::string& language, const std::string& time_zone, integer hides_last_seen) {
  return {.who = {{user}, name, avatar, email, static_cast<chat::server_role>(role)},
          .email = email,
          .created = to_instant(created),
          .updated = to_instant(updated),
          .status = status,
          .language = language,
          .time_zone = time_zone,
          .hides_last_seen = hides_last_seen != 0};
}

chat::stored_session to_stored(integer id, const std::string& device, integer created, integer last_used,
                               integer expires, integer user, const std::string& email, const std::string& name,
                               const std::string& avatar, integer registered, integer updated, integer role,
                               const std::string& status, const std::string& language, const std::string& time_zone,
                               integer hides_last_seen) {
  return {.me = to_account(user, email, name, avatar, registered, updated, role, status, language, time_zone,
                           hides_last_seen),
          .session = {.id = {id},
                      .user = {user},
                      .device = device,
                      .created = to_instant(created),
                      .last_used = to_instant(last_used),
                      .expires = to_instant(expires)}};
}

chat::stored_session insert_session(connection& sql, chat::user_id user, const chat::new_session& opened) {
  auto& statements = sql.prepared<account_statements>();
  const auto [id] = statements.open
                        .first(user.value, opened.token_hash, opened.device, milliseconds(opened.created),
                               milliseconds(opened.created), milliseconds(opened.expires))
                        .value();
  return std::apply(to_stored, statements.by_id.first(id).value());
}

chat::outcome<chat::stored_session> add_now(write_context& context, const chat::new_account& who,
                                            const chat::new_session& first) {
  auto& statements = context.sql.prepared<account_statements>();
  if (statements.by_email.first(who.email)) return chat::refuse(chat::taken{});
  const auto created = milliseconds(who.created);
  const auto [id] =
      statements.insert
          .first(who.email, who.name, chat::name_key(who.name), who.avatar, who.password_hash, created, created)
          .value();
  const chat::user_id user{id};
  statements.enter_rooms.run(user.value, created);
  statements.count_in_rooms.run();
  index_person(context.sql, user, who.name);
  return insert_session(context.sql, user, first);
}

chat::outcome<chat::opened_session> open_now(write_context& context, chat::user_id user,
                                             const chat::new_session& opened) {
  auto& statements = context.sql.prepared<account_statements>();
  statements.drop_expired.run(user.value, milliseconds(opened.created));
  chat::opened_session answer{insert_session(context.sql, user, opened), {}};
  std::vector<chat::session_id> surplus;
  statements.surplus.each(
      [&](integer id, const std::string& token_hash) {
        surplus.push_back({id});
        answer.displaced.push_back(token_hash);
      },
      user.value, static_cast<integer>(opened.keep));
  for (const auto id : surplus) {
    statements.end.run(id.value);
    context.notices.emplace_back(chat::session_revoked{id, user, chat::revocation::too_many});
  }
  return answer;
}

chat::outcome<std::string> end_now(write_context& context, chat::user_id user, chat::session_id ended,
                                   chat::revocation why) {
  auto& statements = context.sql.prepared<account_statements>();
  const auto row = statements.token.first(ended.value, user.value);
  if (!row) return chat::refuse(chat::not_found{});
  statements.end.run(ended.value);
  context.notices.emplace_back(chat::session_revoked{ended, user, why});
  return std::get<0>(*row);
}

chat::outcome<chat::account> changed_account(write_context& context, chat::user_id user) {
  auto& statements = context.sql.prepared<account_statements>();
  const auto row = statements.account.first(user.value);
  if (!row) return chat::refuse(chat::not_found{});
  auto me = std::apply([user](const auto&... columns) { return to_account(user.value, columns...); }, *row);
  chat::profile_changed told{me.who, {}};
  statements.rooms.each([&](integer room) { told.rooms.push_back({room}); }, user.value);
  context.notices.emplace_back(std::move(told));
  context.notices.emplace_back(chat::account_changed{me});
  return me;
}

/// Dooms what was stored as this person's avatar, and nothing else: the one they registered with may be another's.
void doom_avatar(connection& sql, chat::user_id user, chat::instant now) {
  const auto replaced = sql.prepared<account_statements>().avatar_file.first(user.value);
  if (replaced && !std::get<0>(*replaced).empty()) doom(sql, std::get<0>(*replaced), now);
}

}  // namespace

chat::flow<chat::stored_session> account_store::add(chat::new_account who, chat::new_session first) {
  co_return co_await writer_.run<chat::stored_session>(
      reads_heads::yes, [who = std::move(who), first = std::move(first)](write_context& context) {
        return add_now(context, who, first);
      });
}

chat::flow<chat::stored_password> account_store::password_of(std::string email) {
  co_return co_await readers_.run<chat::stored_password>(
      [email = std::move(email)](connection& sql) -> chat::outcome<chat::stored_password> {
        const auto row = sql.prepared<account_statements>().by_email.first(email);
        if (!row) return chat::refuse(chat::not_found{});
        return chat::stored_password{{std::get<0>(*row)}, std::get<1>(*row)};
      });
}

chat::flow<chat::opened_session> account_store::open_session(chat::user_id user, chat::new_session opened) {
  co_return co_await writer_.run<chat::opened_session>(
      reads_heads::no,
      [user, opened = std::move(opened)](write_context& context) { return open_now(context, user, opened); });
}

chat::flow<chat::stored_session> account_store::session_by_token(std::string token_hash) {
  co_return co_await readers_.run<chat::stored_session>(
      [token_hash = std::move(token_hash)](connection& sql) -> chat::outcome<chat::stored_session> {
        const auto row = sql.prepared<account_statements>().by_token.first(token_hash);
        if (!row) return chat::refuse(chat::not_found{});
        return std::apply(to_stored, *row);
      });
}

chat::flow<std::vector<chat::session>> account_store::sessions_of(chat::user_id user) {
  co_return co_await readers_.run<std::vector<chat::session>>(
      [user](connection& sql) -> chat::outcome<std::vector<chat::session>> {
        std::vector<chat::session> all;
        sql.prepared<account_statements>().by_user.each(
            [&](const auto&... columns) { all.push_back(to_stored(columns...).session); }, user.value);
        return all;
      });
}

chat::flow<std::string> account_store::end_session(chat::user_id user, chat::session_id ended, chat::revocation why) {
  co_return co_await writer_.run<std::string>(
      reads_heads::no, [=](write_context& context) { return end_now(context, user, ended, why); });
}

void account_store::touch(chat::session_id used, chat::instant when) noexcept try {
  {
    const std::lock_guard lock(touched_mutex_);
    const bool waiting = !touched_.empty();
    if (touched_.size() < most_touched) touched_[used] = when;
    if (waiting) return;
  }
  const bool queued = writer_.run_detached([this](write_context& context) -> chat::outcome<void> {
    std::map<chat::session_id, chat::instant> touched;
    {
      const std::lock_guard lock(touched_mutex_);
      touched.swap(touched_);
    }
    auto& statement = context.sql.prepared<account_statements>().touch;
    for (const auto& [session, last] : touched) statement.run(milliseconds(last), session.value);
    return {};
  });
  if (!queued) {
    const std::lock_guard lock(touched_mutex_);
    touched_.clear();
  }
} catch (...) {
  // Out of memory: the session is a few minutes older than it seems.
}

chat::flow<chat::account> account_store::rename(chat::user_id user, std::string name, chat::instant now) {
  co_return co_await writer_.run<chat::account>(
      reads_heads::no, [user, name = std::move(name), now](write_context& context) {
        const auto renamed = context.sql.prepared<account_statements>().rename.run(name, chat::name_key(name),
                                                                                   milliseconds(now), user.value);
        if (renamed == 1) index_person(context.sql, user, name);
        return changed_account(context, user);
      });
}

chat::flow<chat::account> account_store::set_avatar(chat::user_id user, std::string avatar, chat::instant now) {
  co_return co_await writer_.run<chat::account>(
      reads_heads::no, [user, avatar = std::move(avatar), now](write_context& context) {
        doom_avatar(context.sql, user, now);
        context.sql.prepared<account_statements>().avatar.run(avatar, avatar, milliseconds(now), user.value);
        return changed_account(context, user);
      });
}

}  // namespace webchats::store
