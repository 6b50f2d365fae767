#include "store/people_store.hpp"

#include <utility>

#include "store/account_rows.hpp"
#include "store/names.hpp"
#include "store/query.hpp"
#include "store/search_index.hpp"

namespace webchats::store {

namespace {

struct people_statements {
  explicit people_statements(connection& sql)
      : profile(sql,
                "select u.name, u.avatar, u.email, u.role, u.status, u.last_seen, u.hides_last_seen, u.created, "
                "(select count(*) from blocks b where b.user_id = :asker and b.blocked = u.id) "
                "from users u where u.id = :wanted"),
        shares(sql,
               "select 1 from members a join members b on b.room_id = a.room_id "
               "where a.user_id = :asker and b.user_id = :wanted limit 1"),
        change(sql,
               "update users set status = :status, language = :language, time_zone = :zone, hides_last_seen = :hides, "
               "presence = :presence, quiet_from = :from, "
               "quiet_to = :to, mail_notifications = :mail, updated = :now where id = :id"),
        fields(sql,
               "select name, status, language, time_zone, hides_last_seen, presence, quiet_from, quiet_to, "
               "mail_notifications from users "
               "where id = :id"),
        keep_shown(sql, "update members set shown_read_seq = last_read_seq where user_id = :user"),
        seen(sql, "update users set last_seen = :when where id = :id and last_seen < :when"),
        direct(sql,
               "select m.room_id from members m join rooms r on r.id = m.room_id "
               "where m.user_id = :user and r.kind = 2 order by m.room_id"),
        blocked(sql,
                "select u.id, u.name, u.avatar, u.email, u.role from blocks b join users u on u.id = b.blocked "
                "where b.user_id = :user order by u.id"),
        blocks(sql, "select count(*) from blocks where user_id = :user"),
        exists(sql, "select 1 from users where id = :id"),
        block(sql,
              "insert into blocks (user_id, blocked) select :user, :blocked from (select 1 as one) as source "
              "where not exists (select user_id from blocks where user_id = :user and blocked = :blocked)"),
        unblock(sql, "delete from blocks where user_id = :user and blocked = :blocked") {}
  query<in<integer, integer>,
        out<std::string, std::string, std::string, integer, std::string, integer, integer, integer, integer>>
      profile;
  query<in<integer, integer>, out<integer>> shares;
  query<in<std::string, std::string, std::string, integer, integer, integer, integer, integer, integer, integer>>
      change;
  query<in<integer>,
        out<std::string, std::string, std::string, std::string, integer, integer, integer, integer, integer>>
      fields;
  query<in<integer>> keep_shown;
  query<in<integer, integer>> seen;
  query<in<integer>, out<integer>> direct;
  query<in<integer>, out<integer, std::string, std::string, std::string, integer>> blocked;
  query<in<integer>, out<integer>> blocks;
  query<in<integer>, out<integer>> exists;
  query<in<integer, integer>> block;
  query<in<integer, integer>> unblock;
};

void write_seen(connection& sql, chat::user_id who, chat::instant when) {
  sql.prepared<people_statements>().seen.run(to_milliseconds(when), who.value);
}

bool within(connection& sql, chat::user_id asker, chat::reach how_far, chat::user_id wanted) {
  return how_far == chat::reach::everybody || asker == wanted ||
         sql.prepared<people_statements>().shares.first(asker.value, wanted.value);
}

chat::outcome<chat::profile> read_profile(connection& sql, chat::user_id asker, chat::reach how_far,
                                          chat::user_id wanted) {
  auto row = sql.prepared<people_statements>().profile.first(asker.value, wanted.value);
  if (!row || !within(sql, asker, how_far, wanted)) return chat::refuse(chat::not_found{});
  auto& [name, avatar, email, role, status, last_seen, hides, joined, blocked] = *row;
  const bool shown = last_seen != 0 && (hides == 0 || asker == wanted);
  return chat::profile{
      .who = {wanted, std::move(name), std::move(avatar), std::move(email), static_cast<chat::server_role>(role)},
      .status = std::move(status),
      .last_seen = shown ? std::optional(to_instant(last_seen)) : std::nullopt,
      .joined = to_instant(joined),
      .blocked = blocked != 0};
}

chat::outcome<chat::account> change_now(write_context& context, chat::user_id who, const chat::profile_change& change,
                                        chat::instant now) {
  auto& statements = context.sql.prepared<people_statements>();
  auto row = statements.fields.first(who.value);
  if (!row) return chat::refuse(chat::not_found{});
  auto& [name, status, language, time_zone, hides, presence, quiet_from, quiet_to, mails] = *row;
  const bool renamed = change.name && *change.name != name;
  if (renamed) {
    const auto role = face_of(context.sql, who).role;
    if (const auto why = refuse_name(context.sql, *change.name, bearer_of(role), who)) return chat::refuse(*why);
    give_name(context.sql, who, *change.name);
    index_person(context.sql, who, *change.name);
  }
  constexpr auto invisible = static_cast<integer>(chat::chosen_presence::invisible);
  if (change.presence) {
    const auto wish = static_cast<integer>(*change.presence);
    // What is read from now on is for nobody to see.
    if (wish == invisible && presence != invisible) statements.keep_shown.run(who.value);
    presence = wish;
  }
  if (change.quiet) {
    const auto hours = change.quiet->value_or(chat::quiet_hours{});
    quiet_from = hours.from.count();
    quiet_to = hours.to.count();
  }
  statements.change.run(change.status.value_or(status), change.language.value_or(language),
                        change.time_zone.value_or(time_zone), change.hides_last_seen.value_or(hides != 0) ? 1 : 0,
                        presence, quiet_from, quiet_to, change.mail_notifications.value_or(mails != 0) ? 1 : 0,
                        to_milliseconds(now), who.value);
  return tell_account(context, who, renamed ? told_to::everybody : told_to::themselves);
}

chat::outcome<void> block_now(write_context& context, chat::user_id who, chat::user_id blocked, std::size_t most) {
  auto& statements = context.sql.prepared<people_statements>();
  if (!statements.exists.first(blocked.value)) return chat::refuse(chat::not_found{});
  if (std::cmp_greater_equal(std::get<0>(statements.blocks.first(who.value).value()), most)) {
    return chat::refuse(chat::conflict{});
  }
  statements.block.run(who.value, blocked.value);
  return {};
}

}  // namespace

people_store::people_store(writer& writes, readers& reads)
    : writer_(writes), readers_(reads), left_(writes, write_seen) {}

chat::flow<chat::profile> people_store::profile_of(chat::user_id asker, chat::reach how_far, chat::user_id wanted) {
  co_return co_await readers_.run<chat::profile>(
      [=](connection& sql) { return read_profile(sql, asker, how_far, wanted); });
}

chat::flow<std::vector<chat::seen_person>> people_store::last_seen(chat::user_id asker, chat::reach how_far,
                                                                   std::vector<chat::user_id> wanted) {
  co_return co_await readers_.run<std::vector<chat::seen_person>>(
      [asker, how_far, wanted = std::move(wanted)](connection& sql) -> chat::outcome<std::vector<chat::seen_person>> {
        std::vector<chat::seen_person> found;
        for (const auto each : wanted) {
          const auto profile = read_profile(sql, asker, how_far, each);
          if (profile) found.push_back({each, profile->last_seen});
        }
        return found;
      });
}

chat::flow<chat::account> people_store::change(chat::user_id who, chat::profile_change change, chat::instant now) {
  co_return co_await writer_.run<chat::account>(
      reads_heads::no,
      [who, change = std::move(change), now](write_context& context) { return change_now(context, who, change, now); });
}

chat::flow<std::vector<chat::room_id>> people_store::direct_rooms_of(chat::user_id who) {
  co_return co_await readers_.run<std::vector<chat::room_id>>(
      [who](connection& sql) -> chat::outcome<std::vector<chat::room_id>> {
        std::vector<chat::room_id> rooms;
        sql.prepared<people_statements>().direct.each([&](integer room) { rooms.push_back({room}); }, who.value);
        return rooms;
      });
}

chat::flow<std::vector<chat::user>> people_store::blocked_by(chat::user_id who) {
  co_return co_await readers_.run<std::vector<chat::user>>(
      [who](connection& sql) -> chat::outcome<std::vector<chat::user>> {
        std::vector<chat::user> found;
        sql.prepared<people_statements>().blocked.each(
            [&](integer id, const std::string& name, const std::string& avatar, const std::string& email,
                integer role) { found.push_back({{id}, name, avatar, email, static_cast<chat::server_role>(role)}); },
            who.value);
        return found;
      });
}

chat::flow<void> people_store::block(chat::user_id who, chat::user_id blocked, std::size_t most) {
  co_return co_await writer_.run<void>(reads_heads::no,
                                       [=](write_context& context) { return block_now(context, who, blocked, most); });
}

chat::flow<void> people_store::unblock(chat::user_id who, chat::user_id blocked) {
  co_return co_await writer_.run<void>(reads_heads::no, [=](write_context& context) -> chat::outcome<void> {
    context.sql.prepared<people_statements>().unblock.run(who.value, blocked.value);
    return {};
  });
}

}  // namespace webchats::store
