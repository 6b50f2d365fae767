#include "transfer/place.hpp"

#include <fmt/format.h>

#include <system_error>
#include <utility>

#include "store/migrations.hpp"
#include "store/query.hpp"
#include "transfer/failure.hpp"

namespace webchats::transfer {

namespace {

std::filesystem::path staging_of(const std::filesystem::path& directory) {
  auto beside = directory;
  beside += ".importing";
  std::filesystem::remove_all(beside);
  return beside;
}

}  // namespace

void require_empty(const place& where) {
  if (where.database.kind != store::dialect::sqlite || std::filesystem::exists(where.database.file)) {
    store::connection sql(where.database, store::access::read_write);
    if (store::schema_of(sql) > 0) {
      store::query<store::in<>, store::out<store::integer, store::integer>> known(
          sql, "select (select count(*) from users), (select count(*) from messages)");
      const auto [people, messages] = known.first().value();
      if (people > 0 || messages > 0) {
        throw failure(fmt::format("{} holds {} people and {} messages already", store::describe(where.database), people,
                                  messages));
      }
    }
  }
  if (std::filesystem::exists(where.files) && !std::filesystem::is_empty(where.files)) {
    throw failure(fmt::format("{} holds files already", where.files.string()));
  }
}

staged_files::staged_files(std::filesystem::path directory)
    : directory_(std::move(directory)), staging_(staging_of(directory_)), blobs_(staging_) {}

staged_files::~staged_files() {
  if (confirmed_) return;
  std::error_code ignored;
  std::filesystem::remove_all(kept_ ? directory_ : staging_, ignored);
}

void staged_files::keep() {
  if (!blobs_.sync()) throw failure(fmt::format("what is in {} cannot be made durable", staging_.string()));
  std::filesystem::rename(staging_, directory_);
  kept_ = true;
}

}  // namespace webchats::transfer
