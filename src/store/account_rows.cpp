#include "store/account_rows.hpp"

#include <utility>

#include "chat/mentions.hpp"
#include "chat/name_look.hpp"
#include "store/bot_store.hpp"
#include "store/calm_columns.hpp"
#include "store/doomed_store.hpp"
#include "store/names.hpp"
#include "store/query.hpp"
#include "store/search_index.hpp"
#include "store/time.hpp"

namespace webchats::store {

namespace {

constexpr const char* session_columns =
    "select s.id, s.device, s.created, s.last_used, s.expires, u.id, u.email, u.name, u.avatar, u.created, u.updated, "
    "u.role, u.status, u.language, u.time_zone, u.hides_last_seen, u.presence, u.quiet_from, u.quiet_to, "
    "u.mail_notifications, "
    "coalesce(x.scopes, -1), coalesce(x.rooms, '') "
    "from sessions s join users u on u.id = s.user_id left join session_scopes x on x.session_id = s.id where ";

using session_out = out<integer, std::string, integer, integer, integer, integer, std::string, std::string, std::string,
                        integer, integer, integer, std::string, std::string, std::string, integer, integer, integer,
                        integer, integer, integer, std::string>;

struct account_row_statements {
  explicit account_row_statements(connection& sql)
      : face(sql, "select name, avatar, email, role from users where id = :id"),
        exists(sql, "select id from users where email = :email"),
        insert(sql,
               "insert into users (email, name, avatar, password, created, updated, role, name_key, name_look, "
               "name_claim) values (:email, :name, :avatar, :password, :created, :updated, :role, :key, :look, "
               "nullif(:claim, '')) returning id"),
        enter_rooms(sql,
                    "insert into members (room_id, user_id, role, last_read_seq, joined) "
                    "select id, :user, 0, last_seq, :joined from rooms where everybody = 1"),
        count_in_rooms(sql, "update rooms set members = members + 1 where everybody = 1"),
        active(sql, "select state from users where id = :id"),
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
        end(sql, "delete from sessions where id = :id"),
        token(sql, "select token_hash from sessions where id = :id and user_id = :user"),
        others(sql, "select id from sessions where user_id = :user and id <> :keep order by id"),
        account(sql,
                "select email, name, avatar, created, updated, role, status, language, time_zone, hides_last_seen, "
                "presence, quiet_from, quiet_to, mail_notifications from users where id = :id"),
        avatar_file(sql, "select avatar_file from users where id = :id"),
        rooms(sql, "select room_id from members where user_id = :user order by room_id") {}
  query<in<integer>, out<std::string, std::string, std::string, integer>> face;
  query<in<std::string>, out<integer>> exists;
  query<in<std::string, std::string, std::string, std::string, integer, integer, integer, std::string, std::string,
           std::string>,
        out<integer>>
      insert;
  query<in<integer, integer>> enter_rooms;
  query<in<>> count_in_rooms;
  query<in<integer>, out<integer>> active;
  query<in<integer, std::string, std::string, integer, integer, integer>, out<integer>> open;
  query<in<integer, integer>> drop_expired;
  query<in<integer, integer>, out<integer, std::string>> surplus;
  query<in<integer>, session_out> by_id;
  query<in<std::string>, session_out> by_token;
  query<in<integer>, session_out> by_user;
  query<in<integer>> end;
  query<in<integer, integer>, out<std::string>> token;
  query<in<integer, integer>, out<integer>> others;
  query<in<integer>, out<std::string, std::string, std::string, integer, integer, integer, std::string, std::string,
                         std::string, integer, integer, integer, integer, integer>>
      account;
  query<in<integer>, out<std::string>> avatar_file;
  query<in<integer>, out<integer>> rooms;
};

chat::account to_account(integer user, const std::string& email, const std::string& name, const std::string& avatar,
                         integer created, integer updated, integer role, const std::string& status,
                         const std::string& language, const std::string& time_zone, integer hides_last_seen,
                         integer presence, integer quiet_from, integer quiet_to, integer mail_notifications) {
  return {.who = {{user}, name, avatar, email, static_cast<chat::server_role>(role)},
          .email = email,
          .created = to_instant(created),
          .updated = to_instant(updated),
          .status = status,
          .language = language,
          .time_zone = time_zone,
          .hides_last_seen = hides_last_seen != 0,
          .presence = static_cast<chat::chosen_presence>(presence),
          .quiet = to_quiet_hours(quiet_from, quiet_to),
          .mail_notifications = mail_notifications != 0};
}

chat::stored_session to_stored(integer id, const std::string& device, integer created, integer last_used,
                               integer expires, integer user, const std::string& email, const std::string& name,
                               const std::string& avatar, integer registered, integer updated, integer role,
                               const std::string& status, const std::string& language, const std::string& time_zone,
                               integer hides_last_seen, integer presence, integer quiet_from, integer quiet_to,
                               integer mail_notifications, integer scopes, const std::string& rooms) {
  return {.me = to_account(user, email, name, avatar, registered, updated, role, status, language, time_zone,
                           hides_last_seen, presence, quiet_from, quiet_to, mail_notifications),
          .session = {.id = {id},
                      .user = {user},
                      .device = device,
                      .created = to_instant(created),
                      .last_used = to_instant(last_used),
                      .expires = to_instant(expires),
                      .may = scopes < 0
                                 ? std::nullopt
                                 : std::optional(chat::access{static_cast<std::uint32_t>(scopes), rooms_in(rooms)})}};
}

chat::stored_session insert_one(connection& sql, chat::user_id user, const chat::new_session& opened) {
  auto& statements = sql.prepared<account_row_statements>();
  const auto [id] = statements.open
                        .first(user.value, opened.token_hash, opened.device, to_milliseconds(opened.created),
                               to_milliseconds(opened.created), to_milliseconds(opened.expires))
                        .value();
  return std::apply(to_stored, statements.by_id.first(id).value());
}

}  // namespace

chat::user face_of(connection& sql, chat::user_id who) {
  auto row = sql.prepared<account_row_statements>().face.first(who.value);
  if (!row) return {.id = who, .name = {}, .avatar = {}};
  auto& [name, avatar, email, role] = *row;
  return {who, std::move(name), std::move(avatar), std::move(email), static_cast<chat::server_role>(role)};
}

chat::outcome<chat::stored_session> session_of(connection& sql, chat::session_id wanted) {
  const auto row = sql.prepared<account_row_statements>().by_id.first(wanted.value);
  if (!row) return chat::refuse(chat::not_found{});
  return std::apply(to_stored, *row);
}

chat::outcome<chat::stored_session> session_of(connection& sql, const std::string& token_hash) {
  const auto row = sql.prepared<account_row_statements>().by_token.first(token_hash);
  if (!row) return chat::refuse(chat::not_found{});
  return std::apply(to_stored, *row);
}

std::vector<chat::session> sessions_of(connection& sql, chat::user_id user) {
  std::vector<chat::session> all;
  sql.prepared<account_row_statements>().by_user.each(
      [&](const auto&... columns) { all.push_back(to_stored(columns...).session); }, user.value);
  return all;
}

chat::outcome<chat::stored_session> insert_account(write_context& context, const chat::new_account& who,
                                                   const chat::new_session& first, chat::server_role role) {
  auto& statements = context.sql.prepared<account_row_statements>();
  if (statements.exists.first(who.email)) return chat::refuse(chat::taken{});
  if (const auto why = refuse_name(context.sql, who.name, bearer_of(role))) return chat::refuse(*why);
  const auto created = to_milliseconds(who.created);
  const auto look = chat::name_look(who.name);
  const auto [given] = statements.insert
                           .first(who.email, who.name, who.avatar, who.password_hash, created, created,
                                  static_cast<integer>(role), chat::name_key(who.name), look, look)
                           .value();
  const chat::user_id user{given};
  if (role != chat::server_role::guest) {
    statements.enter_rooms.run(user.value, created);
    statements.count_in_rooms.run();
  }
  index_person(context.sql, user, who.name);
  return insert_one(context.sql, user, first);
}

chat::outcome<chat::opened_session> insert_session(write_context& context, chat::user_id user,
                                                   const chat::new_session& opened) {
  auto& statements = context.sql.prepared<account_row_statements>();
  if (const auto state = statements.active.first(user.value); !state || std::get<0>(*state) != 0) {
    return chat::refuse(chat::wrong_credentials{});
  }
  statements.drop_expired.run(user.value, to_milliseconds(opened.created));
  chat::opened_session answer{insert_one(context.sql, user, opened), {}};
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

chat::outcome<std::string> end_session(write_context& context, chat::user_id user, chat::session_id ended,
                                       chat::revocation why) {
  auto& statements = context.sql.prepared<account_row_statements>();
  const auto row = statements.token.first(ended.value, user.value);
  if (!row) return chat::refuse(chat::not_found{});
  statements.end.run(ended.value);
  context.notices.emplace_back(chat::session_revoked{ended, user, why});
  return std::get<0>(*row);
}

void end_sessions(write_context& context, chat::user_id user, chat::session_id keep, chat::revocation why) {
  auto& statements = context.sql.prepared<account_row_statements>();
  std::vector<chat::session_id> ended;
  statements.others.each([&](integer id) { ended.push_back({id}); }, user.value, keep.value);
  for (const auto id : ended) {
    statements.end.run(id.value);
    context.notices.emplace_back(chat::session_revoked{id, user, why});
  }
}

void doom_avatar(connection& sql, chat::user_id user, chat::instant now) {
  const auto stored = sql.prepared<account_row_statements>().avatar_file.first(user.value);
  if (stored && !std::get<0>(*stored).empty()) doom(sql, std::get<0>(*stored), now);
}

chat::outcome<chat::account> account_of(connection& sql, chat::user_id user) {
  const auto row = sql.prepared<account_row_statements>().account.first(user.value);
  if (!row) return chat::refuse(chat::not_found{});
  return std::apply([user](const auto&... columns) { return to_account(user.value, columns...); }, *row);
}

chat::outcome<chat::account> tell_account(write_context& context, chat::user_id user, told_to whom) {
  auto me = account_of(context.sql, user);
  if (!me) return me;
  if (whom == told_to::everybody) {
    chat::profile_changed told{me->who, {}};
    context.sql.prepared<account_row_statements>().rooms.each([&](integer room) { told.rooms.push_back({room}); },
                                                              user.value);
    context.notices.emplace_back(std::move(told));
  }
  context.notices.emplace_back(chat::account_changed{*me});
  return me;
}

}  // namespace webchats::store
