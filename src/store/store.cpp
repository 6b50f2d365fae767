#include "store/store.hpp"

#include <fmt/format.h>

#include <memory>
#include <tuple>
#include <utility>

#include "base/log.hpp"
#include "store/migrations.hpp"
#include "store/names.hpp"
#include "store/query.hpp"
#include "store/search_index.hpp"

namespace webchats::store {

namespace {

/// Nobody else may write while the schema changes, so the database is ours before.
std::unique_ptr<lasting_connection> open_migrated(const database& where, const push_options& push) {
  auto ours = std::make_unique<lasting_connection>(where, access::alone);
  connection schema(where, access::schema);
  migrate(schema);
  soci::transaction looks(schema.session());
  complete_looks(schema);
  looks.commit();
  prepare_search(schema);
  if (push.make_key) keep_push_key(schema, push.make_key);
  if (const auto warning = durability_warning(schema); !warning.empty()) {
    base::log(base::log_level::warning,
              fmt::format("store: the database can lose acknowledged messages when its machine fails: {}", warning));
  }
  return ours;
}

}  // namespace

store::store(const store_options& options, chat::notice_sink& sink)
    : recorder_(options.outbox),
      push_recorder_(options.push),
      digest_recorder_(options.digests),
      database_(options.database),
      writer_(open_migrated(options.database, options.push), sink, options.writing),
      readers_(options.database, options.reading),
      accounts_(writer_, readers_),
      rooms_(writer_, readers_),
      members_(writer_, readers_, push_recorder_),
      invites_(writer_, readers_),
      messages_(writer_, readers_),
      files_(writer_, readers_),
      syncs_(readers_),
      changes_(writer_),
      previews_(writer_),
      views_(readers_),
      personal_(writer_),
      uploads_(writer_, readers_),
      doomed_(writer_, readers_),
      searches_(readers_),
      backfill_(writer_),
      hooks_(writer_, readers_, recorder_),
      bots_(writer_, readers_),
      outbox_(writer_, readers_, recorder_),
      pushes_(writer_, readers_, push_recorder_),
      digests_(writer_, readers_, digest_recorder_),
      credentials_(writer_, recorder_),
      people_(writer_, readers_),
      administration_(writer_, readers_),
      settings_(writer_, options.database),
      words_(writer_, options.database),
      robot_(writer_, options.database),
      login_journal_(writer_, options.database) {
  writer_.accompany(recorders_);
  backfill_.start();
}

bool store::has_owner() {
  connection sql(database_, access::read_only);
  query<in<>, out<integer>> owners(sql, "select count(*) from users where role = 0 and state = 0");
  return std::get<0>(owners.first().value()) > 0;
}

std::string store::push_key() {
  connection sql(database_, access::read_only);
  return kept_push_key(sql);
}

chat::flow<void> store::check() {
  const auto read = co_await readers_.run<void>([](connection& sql) -> chat::outcome<void> {
    std::ignore = query<in<>, out<integer>>(sql, "select what from search_state where what = 0").first();
    return {};
  });
  if (!read) co_return std::unexpected(read.error());
  // Changes nothing, and is a transaction that goes to disk like any other.
  co_return co_await writer_.run<void>(reads_heads::no, [](write_context& context) -> chat::outcome<void> {
    query<in<>>(context.sql, "update search_state set done = done where what = 0").run();
    return {};
  });
}

void store::close() {
  if (std::exchange(closed_, true)) return;
  writer_.close();
  readers_.close();
  const auto done = writer_.statistics();
  base::log(base::log_level::info, fmt::format("store: {} writes in {} commits, {} undone; the largest had {}",
                                               done.writes, done.commits, done.failures, done.largest_batch));
}

}  // namespace webchats::store
