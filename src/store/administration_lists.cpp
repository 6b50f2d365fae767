#include <utility>

#include "store/account_rows.hpp"
#include "store/administration_store.hpp"
#include "store/query.hpp"

namespace webchats::store {

namespace {

constexpr integer newest = 9'223'372'036'854'775'807;

struct list_statements {
  explicit list_statements(connection& sql)
      : rooms(sql,
              "select id, kind, name, topic, last_seq, version, archived, read_only, slow, members from rooms "
              "where id > :after and (kind = 0 and lower(name) like lower(:words) escape '!' or kind <> 0 and :all = "
              "'%%') "
              "order by id limit :limit"),
        audit(sql,
              "select id, time, actor, action, target, details from audit where id < :before order by id desc "
              "limit :limit"),
        bytes(sql, std::string(size_statement(sql.speaks()))),
        files(sql, "select coalesce(sum(size), 0), count(*) from attachments"),
        counts(sql,
               "select coalesce((select sum(last_seq) from rooms), 0), "
               "(select count(*) from users where state <> 2), (select count(*) from rooms)") {}
  query<in<integer, std::string, std::string, integer>,
        out<integer, integer, std::string, std::string, integer, integer, integer, integer, integer, integer>>
      rooms;
  query<in<integer, integer>, out<integer, integer, integer, std::string, std::string, std::string>> audit;
  query<in<>, out<integer>> bytes;
  query<in<>, out<integer, integer>> files;
  query<in<>, out<integer, integer, integer>> counts;
};

/// Of a private room only number and size: neither what it is called nor how much is said in it.
chat::room to_listed(integer id, integer kind, const std::string& name, const std::string& topic, integer last_seq,
                     integer version, integer archived, integer read_only, integer slow, integer members) {
  chat::room found;
  found.id = {id};
  found.kind = static_cast<chat::room_kind>(kind);
  found.members = members;
  if (found.kind != chat::room_kind::open) return found;
  found.name = name;
  found.topic = topic;
  found.last_seq = {last_seq};
  found.version = version;
  found.archived = archived != 0;
  found.read_only = read_only != 0;
  found.slow = std::chrono::seconds(slow);
  return found;
}

template <class Item>
void cut(chat::page_of<Item>& page, std::size_t limit) {
  page.more = page.items.size() > limit;
  if (page.more) page.items.pop_back();
}

chat::outcome<chat::page_of<chat::audit_entry>> read_audit(connection& sql, chat::list_part part) {
  chat::page_of<chat::audit_entry> page;
  const auto before = part.beyond == 0 ? newest : part.beyond;
  sql.prepared<list_statements>().audit.each(
      [&](integer id, integer time, integer actor, const std::string& action, const std::string& target,
          const std::string& details) {
        page.items.push_back({.id = id,
                              .time = to_instant(time),
                              .actor = {.id = {actor}, .name = {}, .avatar = {}},
                              .action = action,
                              .target = target,
                              .details = details});
      },
      before, static_cast<integer>(part.limit) + 1);
  cut(page, part.limit);
  for (auto& each : page.items) each.actor = face_of(sql, each.actor.id);
  return page;
}

chat::outcome<chat::storage_use> read_storage(connection& sql) {
  auto& statements = sql.prepared<list_statements>();
  const auto [files_bytes, files] = statements.files.first().value();
  const auto [messages, users, rooms] = statements.counts.first().value();
  return chat::storage_use{.database_bytes = std::get<0>(statements.bytes.first().value()),
                           .files_bytes = files_bytes,
                           .files = files,
                           .messages = messages,
                           .users = users,
                           .rooms = rooms};
}

}  // namespace

chat::flow<chat::page_of<chat::room>> administration_store::rooms(std::string words, chat::list_part part) {
  co_return co_await readers_.run<chat::page_of<chat::room>>(
      [pattern = like_pattern(words), part](connection& sql) -> chat::outcome<chat::page_of<chat::room>> {
        chat::page_of<chat::room> page;
        sql.prepared<list_statements>().rooms.each(
            [&](const auto&... columns) { page.items.push_back(to_listed(columns...)); }, part.beyond, pattern, pattern,
            static_cast<integer>(part.limit) + 1);
        cut(page, part.limit);
        return page;
      });
}

chat::flow<chat::page_of<chat::audit_entry>> administration_store::audit(chat::list_part part) {
  co_return co_await readers_.run<chat::page_of<chat::audit_entry>>(
      [part](connection& sql) { return read_audit(sql, part); });
}

chat::flow<chat::storage_use> administration_store::storage() {
  co_return co_await readers_.run<chat::storage_use>([](connection& sql) { return read_storage(sql); });
}

}  // namespace webchats::store
