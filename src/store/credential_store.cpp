#include "store/credential_store.hpp"

#include <utility>
#include <vector>

#include "chat/new_password_wish.hpp"
#include "store/account_rows.hpp"
#include "store/audit.hpp"
#include "store/changes.hpp"
#include "store/invite_store.hpp"
#include "store/member_rows.hpp"
#include "store/names.hpp"
#include "store/query.hpp"
#include "store/search_index.hpp"

namespace webchats::store {

namespace {

constexpr auto owner = chat::server_role::owner;

struct credential_statements {
  explicit credential_statements(connection& sql)
      : owners(sql, "select count(*) from users where role = 0 and state = 0"),
        role(sql, "update users set role = :role, updated = :now where id = :id"),
        own_role(sql, "select role from users where id = :id"),
        password(sql, "update users set password = :hash, updated = :now where id = :id"),
        code(sql,
             "select c.user_id from one_time_codes c join users u on u.id = c.user_id "
             "where c.code_hash = :hash and c.purpose = 0 and c.expires > :now and u.state = 0"),
        // Role 5 is a bot.
        reachable(sql, "select id from users where email = :email and state = 0 and role <> 5"),
        add_code(sql,
                 "insert into one_time_codes (code_hash, purpose, user_id, expires) "
                 "values (:hash, :purpose, :user, :expires)"),
        drop_old_codes(sql, "delete from one_time_codes where expires <= :now"),
        drop_codes(sql, "delete from one_time_codes where user_id = :user or expires <= :now"),
        empty(sql,
              "update users set email = 'deleted ' || id, name = 'deleted', name_key = 'deleted', "
              "avatar = '', avatar_file = '', password = '', status = '', language = '', time_zone = '', last_seen = "
              "0, presence = 0, quiet_from = 0, "
              "quiet_to = 0, mail_notifications = 0, digest_sent = 0, state = 2, role = 3, "
              "updated = :now where id = :id"),
        forget{query<in<integer>>(sql, "delete from blocks where user_id = :user"),
               query<in<integer>>(sql, "delete from saved where user_id = :user"),
               query<in<integer>>(sql, "delete from drafts where user_id = :user"),
               query<in<integer>>(sql, "delete from mentions where user_id = :user"),
               query<in<integer>>(sql, "delete from invites where creator = :user")},
        rooms(sql,
              "select m.room_id, m.role from members m join rooms r on r.id = m.room_id "
              "where m.user_id = :user and r.kind <> 2"),
        leave(sql, "delete from members where room_id = :room and user_id = :user"),
        count(sql, "update rooms set members = members - 1 where id = :room"),
        size(sql, "select members from rooms where id = :room"),
        // Owner 1, moderator 2, member 0: who comes after the owner.
        heir(sql,
             "select user_id, role from members where room_id = :room "
             "order by case role when 1 then 0 when 2 then 1 else 2 end, joined, user_id limit 1"),
        promote(sql, "update members set role = 1 where room_id = :room and user_id = :user") {}
  query<in<>, out<integer>> owners;
  query<in<integer, integer, integer>> role;
  query<in<integer>, out<integer>> own_role;
  query<in<std::string, integer, integer>> password;
  query<in<std::string, integer>, out<integer>> code;
  query<in<std::string>, out<integer>> reachable;
  query<in<std::string, integer, integer, integer>> add_code;
  query<in<integer>> drop_old_codes;
  query<in<integer, integer>> drop_codes;
  query<in<integer, integer>> empty;
  query<in<integer>> forget[5];
  query<in<integer>, out<integer, integer>> rooms;
  query<in<integer, integer>> leave;
  query<in<integer>> count;
  query<in<integer>, out<integer>> size;
  query<in<integer>, out<integer, integer>> heir;
  query<in<integer, integer>> promote;
};

credential_statements& statements_of(connection& sql) { return sql.prepared<credential_statements>(); }

integer owners_of(connection& sql) { return std::get<0>(statements_of(sql).owners.first().value()); }

chat::outcome<chat::stored_session> add_owner_now(write_context& context, const chat::new_account& who,
                                                  const chat::new_session& first) {
  if (owners_of(context.sql) > 0) return chat::refuse(chat::not_found{});
  auto made = insert_account(context, who, first, owner);
  if (made) record_audit(context.sql, made->me.who.id, "server:owned", "server", "{}", who.created);
  return made;
}

chat::outcome<void> make_owner_now(write_context& context, chat::user_id who, chat::instant now) {
  if (owners_of(context.sql) > 0) return chat::refuse(chat::not_found{});
  statements_of(context.sql).role.run(static_cast<integer>(owner), to_milliseconds(now), who.value);
  const auto told = tell_account(context, who);
  if (!told) return std::unexpected(told.error());
  record_audit(context.sql, who, "server:owned", "server", "{}", now);
  return {};
}

chat::outcome<chat::stored_session> add_invited_now(write_context& context, const chat::new_account& who,
                                                    const chat::new_session& first, const std::string& invite_hash) {
  const auto link = use_invite(context, invite_hash, who.created);
  // Who tries codes learns nothing of which ones there were.
  if (!link) return chat::refuse(chat::gone{});
  auto made = insert_account(context, who, first, link->role);
  if (made && link->room) enter_room(context, *link->room, made->me.who, made->me.who, who.created);
  return made;
}

chat::outcome<void> set_password_now(write_context& context, chat::user_id who, const std::string& hash,
                                     chat::session_id keep, chat::instant now) {
  auto& statements = statements_of(context.sql);
  if (statements.password.run(hash, to_milliseconds(now), who.value) == 0) return chat::refuse(chat::not_found{});
  statements.drop_codes.run(who.value, to_milliseconds(now));
  end_sessions(context, who, keep, chat::revocation::password_changed);
  return {};
}

chat::outcome<chat::account> give_code_now(write_context& context, const std::string& email,
                                           const chat::one_time_code& made, chat::instant now) {
  auto& statements = statements_of(context.sql);
  const auto row = statements.reachable.first(email);
  if (!row) return chat::refuse(chat::not_found{});
  const chat::user_id who{std::get<0>(*row)};
  statements.drop_old_codes.run(to_milliseconds(now));
  statements.add_code.run(made.hash, static_cast<integer>(made.purpose), who.value, to_milliseconds(made.expires));
  return account_of(context.sql, who);
}

chat::outcome<chat::opened_session> reset_now(write_context& context, const std::string& code_hash,
                                              const std::string& hash, const chat::new_session& opened) {
  const auto row = statements_of(context.sql).code.first(code_hash, to_milliseconds(opened.created));
  if (!row) return chat::refuse(chat::gone{});
  const chat::user_id who{std::get<0>(*row)};
  if (const auto done = set_password_now(context, who, hash, {}, opened.created); !done) {
    return std::unexpected(done.error());
  }
  record_audit(context.sql, who, "user:reset_used", "user " + std::to_string(who.value), "{}", opened.created);
  return insert_session(context, who, opened);
}

/// Takes somebody out of a room, which keeps an owner.
void leave_room(write_context& context, chat::room_id room, const chat::user& who, chat::member_role role) {
  auto& statements = statements_of(context.sql);
  statements.leave.run(room.value, who.id.value);
  statements.count.run(room.value);
  const auto size = std::get<0>(statements.size.first(room.value).value());
  context.notices.emplace_back(
      chat::member_changed{.room = room,
                           .version = record_change(context, room, change_kind::member, who.id.value),
                           .change = chat::member_change::left,
                           .user = who,
                           .members = size});
  const auto heir = statements.heir.first(room.value);
  if (role != chat::member_role::owner || !heir ||
      static_cast<chat::member_role>(std::get<1>(*heir)) == chat::member_role::owner) {
    return;
  }
  const chat::user_id next{std::get<0>(*heir)};
  statements.promote.run(room.value, next.value);
  context.notices.emplace_back(
      chat::member_changed{.room = room,
                           .version = record_change(context, room, change_kind::member, next.value),
                           .change = chat::member_change::role,
                           .user = face_of(context.sql, next),
                           .role = chat::member_role::owner,
                           .members = size});
}

chat::outcome<void> erase_now(write_context& context, chat::user_id who, chat::instant now) {
  auto& statements = statements_of(context.sql);
  const auto role = statements.own_role.first(who.value);
  if (!role) return chat::refuse(chat::not_found{});
  if (static_cast<chat::server_role>(std::get<0>(*role)) == owner && owners_of(context.sql) == 1) {
    return chat::refuse(chat::conflict{});
  }
  doom_avatar(context.sql, who, now);
  free_name(context.sql, who);
  statements.empty.run(to_milliseconds(now), who.value);
  for (auto& each : statements.forget) each.run(who.value);
  unindex_person(context.sql, who);
  statements.drop_codes.run(who.value, to_milliseconds(now));
  const auto face = face_of(context.sql, who);
  std::vector<std::pair<chat::room_id, chat::member_role>> rooms;
  statements.rooms.each(
      [&](integer room, integer rank) {
        rooms.emplace_back(chat::room_id{room}, static_cast<chat::member_role>(rank));
      },
      who.value);
  (void)tell_account(context, who);
  for (const auto& [room, rank] : rooms) leave_room(context, room, face, rank);
  end_sessions(context, who, {}, chat::revocation::disabled);
  return {};
}

}  // namespace

chat::flow<chat::stored_session> credential_store::add_owner(chat::new_account who, chat::new_session first) {
  co_return co_await writer_.run<chat::stored_session>(
      reads_heads::yes, [who = std::move(who), first = std::move(first)](write_context& context) {
        return add_owner_now(context, who, first);
      });
}

chat::flow<void> credential_store::make_owner(chat::user_id who, chat::instant now) {
  co_return co_await writer_.run<void>(
      reads_heads::no, [who, now](write_context& context) { return make_owner_now(context, who, now); });
}

chat::flow<chat::stored_session> credential_store::add_invited(chat::new_account who, chat::new_session first,
                                                               std::string invite_hash) {
  co_return co_await writer_.run<chat::stored_session>(
      reads_heads::yes, [who = std::move(who), first = std::move(first), hash = std::move(invite_hash)](
                            write_context& context) { return add_invited_now(context, who, first, hash); });
}

chat::flow<void> credential_store::set_password(chat::user_id who, std::string hash, chat::session_id keep,
                                                chat::instant now) {
  co_return co_await writer_.run<void>(reads_heads::no,
                                       [who, hash = std::move(hash), keep, now](write_context& context) {
                                         return set_password_now(context, who, hash, keep, now);
                                       });
}

chat::flow<void> credential_store::end_sessions(chat::user_id who, chat::session_id keep, chat::revocation why) {
  co_return co_await writer_.run<void>(reads_heads::no,
                                       [who, keep, why](write_context& context) -> chat::outcome<void> {
                                         store::end_sessions(context, who, keep, why);
                                         return {};
                                       });
}

chat::flow<chat::opened_session> credential_store::reset_password(std::string code_hash, std::string hash,
                                                                  chat::new_session opened) {
  co_return co_await writer_.run<chat::opened_session>(
      reads_heads::no, [code_hash = std::move(code_hash), hash = std::move(hash), opened = std::move(opened)](
                           write_context& context) { return reset_now(context, code_hash, hash, opened); });
}

chat::flow<void> credential_store::ask_new_password(chat::new_password_wish wish) {
  co_return co_await writer_.run<void>(reads_heads::no, [this, wish = std::move(wish)](write_context& context) {
    recorder_.put_mail(context.sql, chat::mail_target(wish.email), chat::new_password_mail, chat::payload_of(wish),
                       wish.time);
    return chat::outcome<void>{};
  });
}

chat::flow<chat::account> credential_store::give_code(std::string email, chat::one_time_code made, chat::instant now) {
  co_return co_await writer_.run<chat::account>(
      reads_heads::no, [email = std::move(email), made = std::move(made), now](write_context& context) {
        return give_code_now(context, email, made, now);
      });
}

chat::flow<void> credential_store::erase(chat::user_id who, chat::instant now) {
  co_return co_await writer_.run<void>(reads_heads::yes,
                                       [who, now](write_context& context) { return erase_now(context, who, now); });
}

}  // namespace webchats::store
