#include "store/account_store.hpp"

#include <string>
#include <utility>

#include "store/account_rows.hpp"
#include "store/query.hpp"

namespace webchats::store {

namespace {

struct account_statements {
  explicit account_statements(connection& sql)
      : by_email(sql, "select id, password from users where email = :email and state = 0"),
        renew(sql, "update users set password = :fresh where id = :id and password = :old"),
        touch(sql, "update sessions set last_used = :when where id = :id and last_used < :when"),
        avatar(sql, "update users set avatar = :avatar, avatar_file = :file, updated = :now where id = :id") {}
  query<in<std::string>, out<integer, std::string>> by_email;
  query<in<std::string, integer, std::string>> renew;
  query<in<integer, integer>> touch;
  query<in<std::string, std::string, integer, integer>> avatar;
};

void touch_now(connection& sql, chat::session_id used, chat::instant when) {
  sql.prepared<account_statements>().touch.run(to_milliseconds(when), used.value);
}

}  // namespace

account_store::account_store(writer& writes, readers& reads)
    : writer_(writes), readers_(reads), touched_(writes, touch_now) {}

chat::flow<chat::stored_session> account_store::add(chat::new_account who, chat::new_session first) {
  co_return co_await writer_.run<chat::stored_session>(
      reads_heads::yes, [who = std::move(who), first = std::move(first)](write_context& context) {
        return insert_account(context, who, first, chat::server_role::member);
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

void account_store::renew_hash(chat::user_id user, std::string old_hash, std::string fresh) noexcept try {
  writer_.run_detached([=](write_context& context) -> chat::outcome<void> {
    context.sql.prepared<account_statements>().renew.run(fresh, user.value, old_hash);
    return {};
  });
} catch (...) {
  // Out of memory: the old hash stays good.
}

chat::flow<chat::opened_session> account_store::open_session(chat::user_id user, chat::new_session opened) {
  co_return co_await writer_.run<chat::opened_session>(
      reads_heads::no,
      [user, opened = std::move(opened)](write_context& context) { return insert_session(context, user, opened); });
}

chat::flow<chat::stored_session> account_store::session_by_token(std::string token_hash) {
  co_return co_await readers_.run<chat::stored_session>(
      [token_hash = std::move(token_hash)](connection& sql) { return session_of(sql, token_hash); });
}

chat::flow<std::vector<chat::session>> account_store::sessions_of(chat::user_id user) {
  co_return co_await readers_.run<std::vector<chat::session>>(
      [user](connection& sql) -> chat::outcome<std::vector<chat::session>> { return store::sessions_of(sql, user); });
}

chat::flow<std::string> account_store::end_session(chat::user_id user, chat::session_id ended, chat::revocation why) {
  co_return co_await writer_.run<std::string>(
      reads_heads::no, [=](write_context& context) { return store::end_session(context, user, ended, why); });
}

chat::flow<chat::account> account_store::set_avatar(chat::user_id user, std::string avatar, chat::instant now) {
  co_return co_await writer_.run<chat::account>(
      reads_heads::no, [user, avatar = std::move(avatar), now](write_context& context) {
        doom_avatar(context.sql, user, now);
        context.sql.prepared<account_statements>().avatar.run(avatar, avatar, to_milliseconds(now), user.value);
        return tell_account(context, user);
      });
}

}  // namespace webchats::store
