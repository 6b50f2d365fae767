#include "store/migrations.hpp"

#include <fmt/format.h>

#include <iterator>
#include <span>
#include <stdexcept>

#include "store/query.hpp"

namespace webchats::store {

namespace {

using statements = std::span<const char* const>;

constexpr const char* first_schema[] = {
    R"sql(create table users (
  id integer primary key autoincrement,
  email text not null unique,
  name text not null,
  avatar text not null,
  password text not null,
  created integer not null,
  updated integer not null
))sql",
    R"sql(create table sessions (
  id integer primary key autoincrement,
  user_id integer not null references users (id) on delete cascade,
  token_hash text not null unique,
  device text not null,
  created integer not null,
  last_used integer not null,
  expires integer not null
))sql",
    R"sql(create index sessions_user on sessions (user_id))sql",
    R"sql(create table rooms (
  id integer primary key autoincrement,
  kind integer not null,
  name text not null,
  topic text not null,
  classic_number integer unique,
  last_seq integer not null default 0,
  version integer not null default 1,
  created integer not null
))sql",
    R"sql(create table members (
  room_id integer not null references rooms (id) on delete cascade,
  user_id integer not null references users (id) on delete cascade,
  role integer not null,
  last_read_seq integer not null,
  joined integer not null,
  primary key (room_id, user_id)
) without rowid)sql",
    R"sql(create index members_user on members (user_id))sql",
    R"sql(create table messages (
  id integer primary key,
  room_id integer not null references rooms (id) on delete cascade,
  seq integer not null,
  user_id integer not null references users (id),
  client_id text,
  text text not null,
  files integer not null,
  created integer not null,
  unique (room_id, seq),
  unique (user_id, client_id)
))sql",
    R"sql(create table attachments (
  id text primary key,
  user_id integer not null references users (id) on delete cascade,
  message_id integer references messages (id) on delete cascade,
  position integer not null default 0,
  url text not null,
  thumb text not null,
  type text not null,
  width integer not null,
  height integer not null,
  size integer not null,
  digest text not null default '',
  awaits integer not null default 0,
  created integer not null
))sql",
    R"sql(create index attachments_message on attachments (message_id))sql",
    R"sql(create index attachments_awaited on attachments (user_id, digest) where awaits <> 0)sql",
    R"sql(insert into rooms (id, kind, name, topic, classic_number, created) values
  (1, 0, '聊天室1', '', 1, strftime('%s', 'now') * 1000),
  (2, 0, '聊天室2', '', 2, strftime('%s', 'now') * 1000))sql",
};

constexpr const char* community_schema[] = {
    // What a person is, and what they say of themselves.
    "alter table users add column role integer not null default 3",
    "alter table users add column state integer not null default 0",
    "alter table users add column name_key text not null default ''",
    "alter table users add column status text not null default ''",
    "alter table users add column language text not null default ''",
    "alter table users add column time_zone text not null default ''",
    "alter table users add column last_seen integer not null default 0",
    "alter table users add column hides_last_seen integer not null default 0",
    "update users set name_key = lower(name)",
    "create index users_name_key on users (name_key)",

    "alter table rooms add column everybody integer not null default 0",
    "alter table rooms add column archived integer not null default 0",
    "alter table rooms add column read_only integer not null default 0",
    "alter table rooms add column slow integer not null default 0",
    "alter table rooms add column members integer not null default 0",
    "alter table rooms add column direct_key text",
    "update rooms set everybody = 1 where classic_number is not null",
    "update rooms set members = (select count(*) from members m where m.room_id = rooms.id)",
    "create unique index rooms_direct_key on rooms (direct_key)",

    "alter table members add column notify integer not null default 0",
    "alter table members add column muted_until integer not null default 0",
    "alter table members add column last_sent integer not null default 0",

    "alter table messages add column kind integer not null default 0",
    "alter table messages add column version integer not null default 0",
    "alter table messages add column reply_to integer not null default 0",
    "alter table messages add column thread integer not null default 0",
    "alter table messages add column replies integer not null default 0",
    "alter table messages add column edited integer not null default 0",
    "alter table messages add column deleted integer not null default 0",
    "alter table messages add column pinned integer not null default 0",
    "alter table messages add column reactions integer not null default 0",
    "create index messages_thread on messages (room_id, thread, seq) where thread <> 0",
    "create index messages_pinned on messages (room_id, pinned) where pinned <> 0",
    "create index messages_author on messages (user_id, id)",

    // What changed at each version of a room: `subject` is a seq, a person, or 0.
    R"sql(create table changes (
  room_id integer not null references rooms (id) on delete cascade,
  version integer not null,
  kind integer not null,
  subject integer not null,
  primary key (room_id, version)
) without rowid)sql",
    R"sql(create table edits (
  message_id integer not null references messages (id) on delete cascade,
  time integer not null,
  text text not null,
  primary key (message_id, time)
) without rowid)sql",
    R"sql(create table reactions (
  room_id integer not null references rooms (id) on delete cascade,
  seq integer not null,
  emoji text not null,
  user_id integer not null references users (id) on delete cascade,
  time integer not null,
  primary key (room_id, seq, emoji, user_id)
) without rowid)sql",
    // user_id 0: everybody in the room.
    R"sql(create table mentions (
  user_id integer not null,
  room_id integer not null references rooms (id) on delete cascade,
  seq integer not null,
  primary key (user_id, room_id, seq)
) without rowid)sql",
    "create index mentions_message on mentions (room_id, seq)",
    R"sql(create table saved (
  user_id integer not null references users (id) on delete cascade,
  room_id integer not null references rooms (id) on delete cascade,
  seq integer not null,
  time integer not null,
  primary key (user_id, room_id, seq)
) without rowid)sql",
    R"sql(create table drafts (
  user_id integer not null references users (id) on delete cascade,
  room_id integer not null references rooms (id) on delete cascade,
  thread integer not null,
  text text not null,
  time integer not null,
  primary key (user_id, room_id, thread)
) without rowid)sql",
    R"sql(create table bans (
  room_id integer not null references rooms (id) on delete cascade,
  user_id integer not null references users (id) on delete cascade,
  actor integer not null,
  reason text not null,
  time integer not null,
  expires integer not null,
  primary key (room_id, user_id)
) without rowid)sql",
    // What is left of the mute of somebody who went: leaving does not end it.
    R"sql(create table mutes (
  room_id integer not null references rooms (id) on delete cascade,
  user_id integer not null references users (id) on delete cascade,
  until integer not null,
  primary key (room_id, user_id)
) without rowid)sql",
    // room_id 0: to the server. uses_left −1: as many as come.
    R"sql(create table invites (
  id integer primary key autoincrement,
  code_hash text not null unique,
  room_id integer not null,
  creator integer not null references users (id) on delete cascade,
  role integer not null,
  created integer not null,
  expires integer not null,
  uses_left integer not null
))sql",
    R"sql(create table blocks (
  user_id integer not null references users (id) on delete cascade,
  blocked integer not null references users (id) on delete cascade,
  primary key (user_id, blocked)
) without rowid)sql",
    R"sql(create table one_time_codes (
  code_hash text primary key,
  purpose integer not null,
  user_id integer not null,
  expires integer not null
))sql",
    R"sql(create table audit (
  id integer primary key autoincrement,
  time integer not null,
  actor integer not null,
  action text not null,
  target text not null,
  details text not null
))sql",
    R"sql(create table reports (
  id integer primary key autoincrement,
  time integer not null,
  reporter integer not null,
  room_id integer not null,
  seq integer not null,
  reason text not null,
  state integer not null default 0,
  handler integer not null default 0
))sql",
    "create index reports_state on reports (state, id)",
    R"sql(create table settings (
  name text primary key,
  value text not null
))sql",
    "insert into settings (name, value) values ('epoch', lower(hex(randomblob(8))))",
};

constexpr const char* uploads_schema[] = {
    R"sql(alter table attachments add column kind integer not null default 0)sql",
    R"sql(alter table attachments add column name text not null default '')sql",
    R"sql(alter table attachments add column medium text not null default '')sql",
    R"sql(alter table attachments add column blur text not null default '')sql",
    R"sql(update attachments set medium = url)sql",
    R"sql(create index attachments_user on attachments (user_id))sql",
    R"sql(alter table users add column avatar_file text not null default '')sql",
    R"sql(create table uploads (
  id text primary key,
  user_id integer not null references users (id) on delete cascade,
  name text not null,
  size integer not null,
  url text not null,
  created integer not null,
  made text not null
))sql",
    R"sql(create index uploads_user on uploads (user_id))sql",
    R"sql(create index uploads_created on uploads (created))sql",
    R"sql(create table doomed_blobs (
  url text primary key,
  since integer not null
))sql",
};

constexpr const char* search_schema[] = {
    R"sql(create virtual table search_index using fts5 (terms, content = '', columnsize = 0, tokenize = 'ascii'))sql",
    R"sql(create table people_index (
  user_id integer primary key references users (id) on delete cascade,
  name text not null,
  pinyin text not null,
  initials text not null
))sql",
    R"sql(create index people_index_name on people_index (name))sql",
    R"sql(create table search_state (
  what integer primary key,
  version text not null,
  done integer not null,
  last integer not null
))sql",
    R"sql(insert into search_state (what, version, done, last) values (0, '', 0, 0), (1, '', 0, 0))sql",
};

constexpr const char* hook_schema[] = {
    R"sql(create table bots (
  user_id integer primary key references users (id) on delete cascade,
  owner integer not null references users (id) on delete cascade,
  created integer not null
))sql",
    "create index bots_owner on bots (owner)",
    // Only bots' tokens have a row; rooms: numbers with commas between them, none for all.
    R"sql(create table session_scopes (
  session_id integer primary key references sessions (id) on delete cascade,
  scopes integer not null,
  rooms text not null
))sql",
    R"sql(create table hooks (
  id integer primary key autoincrement,
  kind integer not null,
  name text not null,
  author integer not null,
  creator integer not null,
  url text not null,
  secret text not null,
  token_hash text unique,
  command text not null,
  everywhere integer not null,
  events integer not null,
  created integer not null
))sql",
    R"sql(create table hook_rooms (
  hook_id integer not null references hooks (id) on delete cascade,
  room_id integer not null references rooms (id) on delete cascade,
  primary key (hook_id, room_id)
) without rowid)sql",
    "create index hook_rooms_room on hook_rooms (room_id)",
    R"sql(create table outbox (
  id integer primary key autoincrement,
  kind integer not null,
  target integer not null,
  token text not null,
  what text not null,
  payload text not null,
  attempts integer not null,
  next_at integer not null,
  state integer not null,
  last_error text not null,
  created integer not null
))sql",
    "create index outbox_line on outbox (state, kind, target, id)",
};

constexpr const char* people_schema[] = {
    // What a name looks like; of who was here before, once they get a role or another name.
    "alter table users add column name_look text not null default ''",
    "create index users_name_look on users (name_look)",
    // Failed logins of the last minutes, so that a restart forgives nothing.
    R"sql(create table login_failures (
  id integer primary key,
  key text not null,
  time integer not null
))sql",
    "create index login_failures_key on login_failures (key)",
};

constexpr const char* people_keys_schema[] = {
    "drop table people_index",
    // kind: the number of chat::key_kind. Terms are compared byte by byte, so that those with one beginning are a
    // range.
    R"sql(create table people_keys (
  kind bigint not null,
  term varchar(64) not null,
  user_id bigint not null references users (id) on delete cascade,
  primary key (kind, term, user_id)
))sql",
    "create index people_keys_user on people_keys (user_id)",
    // What is there already is indexed again.
    "update search_state set version = '' where what = 1",
};

constexpr const char* words_schema[] = {
    // action: the number of chat::word_action.
    R"sql(create table filtered_words (
  word varchar(255) not null primary key,
  action bigint not null
))sql",
};

/// Step n (from 1) makes schema n out of schema n−1. A step that was released is never changed.
constexpr statements steps[] = {first_schema, community_schema, uploads_schema,     search_schema,
                                hook_schema,  people_schema,    people_keys_schema, words_schema};

}  // namespace

int newest_schema() noexcept { return static_cast<int>(std::size(steps)); }

int schema_of(connection& sql) {
  sql.execute("create table if not exists schema_version (version integer not null)");
  query<in<>, out<integer>> version(sql, "select coalesce(max(version), 0) from schema_version");
  return static_cast<int>(std::get<0>(version.first().value()));
}

void migrate(connection& sql) { migrate(sql, newest_schema()); }

void migrate(connection& sql, int wanted) {
  const int found = schema_of(sql);
  if (found > newest_schema()) {
    throw std::runtime_error(
        fmt::format("the database has schema {}, this program knows up to {}: it was written by a newer version", found,
                    newest_schema()));
  }
  for (int version = found + 1; version <= wanted; ++version) {
    sql.execute("begin immediate");
    try {
      for (const auto* statement : steps[version - 1]) sql.execute(statement);
      sql.execute("delete from schema_version");
      sql.execute(fmt::format("insert into schema_version values ({})", version));
      sql.execute("commit");
    } catch (...) {
      sql.execute("rollback");
      throw;
    }
  }
}

}  // namespace webchats::store
