// One file, however long it becomes: every step that a database may have gone through, in their order. None changes any
// more.
#include "store/schema_history.hpp"

namespace webchats::store {

namespace {

constexpr const char* first_schema[] = {
    R"sql(create table users (
  id {key},
  email varchar(255) not null unique,
  name text not null,
  avatar text not null,
  password text not null,
  created bigint not null,
  updated bigint not null
))sql",
    R"sql(create table sessions (
  id {key},
  user_id bigint not null references users (id) on delete cascade,
  token_hash varchar(255) not null unique,
  device text not null,
  created bigint not null,
  last_used bigint not null,
  expires bigint not null
))sql",
    R"sql(create index sessions_user on sessions (user_id))sql",
    R"sql(create table rooms (
  id {key},
  kind bigint not null,
  name text not null,
  topic text not null,
  classic_number bigint unique,
  last_seq bigint not null default 0,
  version bigint not null default 1,
  created bigint not null
))sql",
    R"sql(create table members (
  room_id bigint not null references rooms (id) on delete cascade,
  user_id bigint not null references users (id) on delete cascade,
  role bigint not null,
  last_read_seq bigint not null,
  joined bigint not null,
  primary key (room_id, user_id)
) {clustered})sql",
    R"sql(create index members_user on members (user_id))sql",
    R"sql(create table messages (
  id {growing_key},
  room_id bigint not null references rooms (id) on delete cascade,
  seq bigint not null,
  user_id bigint not null references users (id),
  client_id varchar(255),
  text {text} not null,
  files bigint not null,
  created bigint not null,
  unique (room_id, seq),
  unique (user_id, client_id)
))sql",
    R"sql(create table attachments (
  id varchar(255) primary key,
  user_id bigint not null references users (id) on delete cascade,
  message_id bigint references messages (id) on delete cascade,
  position bigint not null default 0,
  url text not null,
  thumb text not null,
  type text not null,
  width bigint not null,
  height bigint not null,
  size bigint not null,
  digest varchar(255) not null default '',
  awaits bigint not null default 0,
  created bigint not null
))sql",
    R"sql(create index attachments_message on attachments (message_id))sql",
    R"sql(create index attachments_awaited on attachments (user_id, digest) {where awaits <> 0})sql",
    R"sql(insert into rooms (kind, name, topic, classic_number, created) values
  (0, '聊天室1', '', 1, {now}),
  (0, '聊天室2', '', 2, {now}))sql",
};

constexpr const char* community_schema[] = {
    // What a person is, and what they say of themselves.
    "alter table users add column role bigint not null default 3",
    "alter table users add column state bigint not null default 0",
    "alter table users add column name_key text not null default ''",
    "alter table users add column status text not null default ''",
    "alter table users add column language text not null default ''",
    "alter table users add column time_zone text not null default ''",
    "alter table users add column last_seen bigint not null default 0",
    "alter table users add column hides_last_seen bigint not null default 0",
    "update users set name_key = lower(name)",
    "create index users_name_key on users (name_key{prefix})",

    "alter table rooms add column everybody bigint not null default 0",
    "alter table rooms add column archived bigint not null default 0",
    "alter table rooms add column read_only bigint not null default 0",
    "alter table rooms add column slow bigint not null default 0",
    "alter table rooms add column members bigint not null default 0",
    "alter table rooms add column direct_key varchar(255)",
    "update rooms set everybody = 1 where classic_number is not null",
    "update rooms set members = (select count(*) from members m where m.room_id = rooms.id)",
    "create unique index rooms_direct_key on rooms (direct_key)",

    "alter table members add column notify bigint not null default 0",
    "alter table members add column muted_until bigint not null default 0",
    "alter table members add column last_sent bigint not null default 0",

    "alter table messages add column kind bigint not null default 0",
    "alter table messages add column version bigint not null default 0",
    "alter table messages add column reply_to bigint not null default 0",
    "alter table messages add column thread bigint not null default 0",
    "alter table messages add column replies bigint not null default 0",
    "alter table messages add column edited bigint not null default 0",
    "alter table messages add column deleted bigint not null default 0",
    "alter table messages add column pinned bigint not null default 0",
    "alter table messages add column reactions bigint not null default 0",
    "create index messages_thread on messages (room_id, thread, seq) {where thread <> 0}",
    "create index messages_pinned on messages (room_id, pinned) {where pinned <> 0}",
    "create index messages_author on messages (user_id, id)",

    // What changed at each version of a room: `subject` is a seq, a person, or 0.
    R"sql(create table changes (
  room_id bigint not null references rooms (id) on delete cascade,
  version bigint not null,
  kind bigint not null,
  subject bigint not null,
  primary key (room_id, version)
) {clustered})sql",
    R"sql(create table edits (
  message_id bigint not null references messages (id) on delete cascade,
  time bigint not null,
  text {text} not null,
  primary key (message_id, time)
) {clustered})sql",
    R"sql(create table reactions (
  room_id bigint not null references rooms (id) on delete cascade,
  seq bigint not null,
  emoji varchar(255) not null,
  user_id bigint not null references users (id) on delete cascade,
  time bigint not null,
  primary key (room_id, seq, emoji, user_id)
) {clustered})sql",
    // user_id 0: everybody in the room.
    R"sql(create table mentions (
  user_id bigint not null,
  room_id bigint not null references rooms (id) on delete cascade,
  seq bigint not null,
  primary key (user_id, room_id, seq)
) {clustered})sql",
    "create index mentions_message on mentions (room_id, seq)",
    R"sql(create table saved (
  user_id bigint not null references users (id) on delete cascade,
  room_id bigint not null references rooms (id) on delete cascade,
  seq bigint not null,
  time bigint not null,
  primary key (user_id, room_id, seq)
) {clustered})sql",
    R"sql(create table drafts (
  user_id bigint not null references users (id) on delete cascade,
  room_id bigint not null references rooms (id) on delete cascade,
  thread bigint not null,
  text {text} not null,
  time bigint not null,
  primary key (user_id, room_id, thread)
) {clustered})sql",
    R"sql(create table bans (
  room_id bigint not null references rooms (id) on delete cascade,
  user_id bigint not null references users (id) on delete cascade,
  actor bigint not null,
  reason text not null,
  time bigint not null,
  expires bigint not null,
  primary key (room_id, user_id)
) {clustered})sql",
    // What is left of the mute of somebody who went: leaving does not end it.
    R"sql(create table mutes (
  room_id bigint not null references rooms (id) on delete cascade,
  user_id bigint not null references users (id) on delete cascade,
  until bigint not null,
  primary key (room_id, user_id)
) {clustered})sql",
    // room_id 0: to the server. uses_left −1: as many as come.
    R"sql(create table invites (
  id {key},
  code_hash varchar(255) not null unique,
  room_id bigint not null,
  creator bigint not null references users (id) on delete cascade,
  role bigint not null,
  created bigint not null,
  expires bigint not null,
  uses_left bigint not null
))sql",
    R"sql(create table blocks (
  user_id bigint not null references users (id) on delete cascade,
  blocked bigint not null references users (id) on delete cascade,
  primary key (user_id, blocked)
) {clustered})sql",
    R"sql(create table one_time_codes (
  code_hash varchar(255) primary key,
  purpose bigint not null,
  user_id bigint not null,
  expires bigint not null
))sql",
    R"sql(create table audit (
  id {key},
  time bigint not null,
  actor bigint not null,
  action text not null,
  target text not null,
  details text not null
))sql",
    R"sql(create table reports (
  id {key},
  time bigint not null,
  reporter bigint not null,
  room_id bigint not null,
  seq bigint not null,
  reason text not null,
  state bigint not null default 0,
  handler bigint not null default 0
))sql",
    "create index reports_state on reports (state, id)",
    R"sql(create table settings (
  name varchar(255) primary key,
  value text not null
))sql",
    "insert into settings (name, value) values ('epoch', {random})",
};

constexpr const char* uploads_schema[] = {
    R"sql(alter table attachments add column kind bigint not null default 0)sql",
    R"sql(alter table attachments add column name text not null default '')sql",
    R"sql(alter table attachments add column medium text not null default '')sql",
    R"sql(alter table attachments add column blur text not null default '')sql",
    R"sql(update attachments set medium = url)sql",
    R"sql(create index attachments_user on attachments (user_id))sql",
    R"sql(alter table users add column avatar_file text not null default '')sql",
    R"sql(create table uploads (
  id varchar(255) primary key,
  user_id bigint not null references users (id) on delete cascade,
  name text not null,
  size bigint not null,
  url text not null,
  created bigint not null,
  made text not null
))sql",
    R"sql(create index uploads_user on uploads (user_id))sql",
    R"sql(create index uploads_created on uploads (created))sql",
    R"sql(create table doomed_blobs (
  url varchar(255) primary key,
  since bigint not null
))sql",
};

constexpr const char* search_schema[] = {
    // Of messages, by id. FTS5 keeps the terms alone. The others need the whole document for phrases; it has a space at
    // each end.
    R"sql({sqlite}create virtual table search_index using fts5
  (terms, content = '', columnsize = 0, tokenize = 'ascii'))sql",
    R"sql({postgresql}create table search_index (
  id bigint primary key,
  terms tsvector not null,
  document text not null
))sql",
    "{postgresql}create index search_index_terms on search_index using gin (terms)",
    R"sql({mariadb}create table search_index (
  id bigint primary key,
  document {text} not null
))sql",
    R"sql({mariadb}create table search_terms (
  term varchar(64) not null,
  id bigint not null,
  primary key (term, id)
))sql",
    R"sql(create table people_index (
  user_id {given_key} references users (id) on delete cascade,
  name text not null,
  pinyin text not null,
  initials text not null
))sql",
    R"sql(create index people_index_name on people_index (name{prefix}))sql",
    R"sql(create table search_state (
  what {given_key},
  version text not null,
  done bigint not null,
  last bigint not null
))sql",
    R"sql(insert into search_state (what, version, done, last) values (0, '', 0, 0), (1, '', 0, 0))sql",
};

constexpr const char* hook_schema[] = {
    R"sql(create table bots (
  user_id {given_key} references users (id) on delete cascade,
  owner bigint not null references users (id) on delete cascade,
  created bigint not null
))sql",
    "create index bots_owner on bots (owner)",
    // Only bots' tokens have a row; rooms: numbers with commas between them, none for all.
    R"sql(create table session_scopes (
  session_id {given_key} references sessions (id) on delete cascade,
  scopes bigint not null,
  rooms text not null
))sql",
    R"sql(create table hooks (
  id {key},
  kind bigint not null,
  name text not null,
  author bigint not null,
  creator bigint not null,
  url text not null,
  secret text not null,
  token_hash varchar(255) unique,
  command text not null,
  everywhere bigint not null,
  events bigint not null,
  created bigint not null
))sql",
    R"sql(create table hook_rooms (
  hook_id bigint not null references hooks (id) on delete cascade,
  room_id bigint not null references rooms (id) on delete cascade,
  primary key (hook_id, room_id)
) {clustered})sql",
    "create index hook_rooms_room on hook_rooms (room_id)",
    R"sql(create table outbox (
  id {key},
  kind bigint not null,
  target bigint not null,
  token text not null,
  what text not null,
  payload {text} not null,
  attempts bigint not null,
  next_at bigint not null,
  state bigint not null,
  last_error text not null,
  created bigint not null
))sql",
    "create index outbox_line on outbox (state, kind, target, id)",
};

constexpr const char* people_schema[] = {
    // What a name looks like; of who was here before, `complete_looks` finds it out.
    "alter table users add column name_look text not null default ''",
    "create index users_name_look on users (name_look{prefix})",
    // Failed logins of the last minutes, so that a restart forgives nothing.
    R"sql(create table login_failures (
  id {growing_key},
  "key" varchar(255) not null,
  time bigint not null
))sql",
    R"sql(create index login_failures_key on login_failures ("key"))sql",
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
) {clustered})sql",
    R"sql({postgresql}alter table people_keys alter column term type varchar(64) collate "C")sql",
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

constexpr const char* push_schema[] = {
    // Secrets of the server that are made once, by name.
    R"sql(create table server_keys (
  name varchar(255) not null primary key,
  secret text not null
))sql",
    // An endpoint is too long for an index: its SHA-256 stands for it.
    R"sql(create table push_subscriptions (
  id {key},
  session_id bigint not null unique references sessions (id) on delete cascade,
  user_id bigint not null references users (id) on delete cascade,
  endpoint text not null,
  endpoint_digest varchar(64) not null unique,
  p256dh text not null,
  auth text not null,
  with_text bigint not null,
  created bigint not null
))sql",
    "create index push_subscriptions_user on push_subscriptions (user_id)",
};

constexpr const char* calm_schema[] = {
    // The number of chat::chosen_presence.
    "alter table users add column presence bigint not null default 0",
    // Minutes after midnight; none when they are the same.
    "alter table users add column quiet_from bigint not null default 0",
    "alter table users add column quiet_to bigint not null default 0",
    // How far somebody who is invisible had read when they were seen last.
    "alter table members add column shown_read_seq bigint not null default 0",
};

constexpr const char* digest_schema[] = {
    // Whether mails tell somebody what they missed, and when the last one did.
    "alter table users add column mail_notifications bigint not null default 0",
    "alter table users add column digest_sent bigint not null default 0",
};

constexpr const char* description_schema[] = {
    "alter table hooks add column description text not null default ''",
};

constexpr const char* unique_names_schema[] = {
    // The look of a name that its bearer alone may have. None: a hook, the robot, whoever is gone, and whoever has the
    // name of somebody who was here before; `complete_looks` gives it to the others.
    "alter table users add column name_claim varchar(191)",
    "create unique index users_name_claim on users (name_claim)",
};

constexpr const char* preview_schema[] = {
    // The number of store::preview_state.
    "alter table messages add column preview bigint not null default 0",
    R"sql(create table previews (
  message_id {given_key} references messages (id) on delete cascade,
  url text not null,
  title text not null,
  description text not null,
  site text not null
))sql",
};

constexpr const char* looks_schema[] = {
    // Marks that spell count since: `complete_looks` finds out anew what every name looks like and whose it is.
    "update users set name_look = '', name_claim = null",
};

constexpr schema_statements steps[] = {first_schema,        community_schema, uploads_schema,     search_schema,
                                       hook_schema,         people_schema,    people_keys_schema, words_schema,
                                       push_schema,         calm_schema,      digest_schema,      description_schema,
                                       unique_names_schema, preview_schema,   looks_schema};

}  // namespace

std::span<const schema_statements> schema_history() noexcept { return steps; }

}  // namespace webchats::store
