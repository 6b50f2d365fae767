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

/// Step n (from 1) makes schema n out of schema n−1. A step that was released is never changed.
constexpr statements steps[] = {first_schema};

}  // namespace

int newest_schema() noexcept { return static_cast<int>(std::size(steps)); }

int schema_of(connection& sql) {
  sql.execute("create table if not exists schema_version (version integer not null)");
  query<in<>, out<integer>> version(sql, "select coalesce(max(version), 0) from schema_version");
  return static_cast<int>(std::get<0>(version.first().value()));
}

void migrate(connection& sql) {
  const int found = schema_of(sql);
  if (found > newest_schema()) {
    throw std::runtime_error(
        fmt::format("the database has schema {}, this program knows up to {}: it was written by a newer version", found,
                    newest_schema()));
  }
  for (int version = found + 1; version <= newest_schema(); ++version) {
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
