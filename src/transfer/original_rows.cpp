#include "transfer/original_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <fstream>
#include <utility>

#include "store/failure.hpp"
#include "store/foreign_tables.hpp"
#include "transfer/failure.hpp"
#include "transfer/sql_dump.hpp"

namespace webchats::transfer {

namespace {

class dumped_rows final : public original_rows {
 public:
  explicit dumped_rows(std::filesystem::path dump) : dump_(std::move(dump)) {}

  void each(std::span<const std::string_view> tables, const visitor& visit) override {
    std::ifstream file(dump_, std::ios::binary);
    if (!file) throw failure(fmt::format("{} cannot be read", dump_.string()));
    sql_dump_reader(file).each([&](const table_row& row) {
      if (std::ranges::find(tables, row.table) != tables.end()) visit(row);
    });
  }
  [[nodiscard]] std::string name() const override { return dump_.string(); }

 private:
  std::filesystem::path dump_;
};

/// Runs `work`; what the server refuses is the server's failure.
template <class Work>
auto asking(const store::database& server, Work work) {
  try {
    return work();
  } catch (const soci::soci_error& error) {
    throw original_unreadable(fmt::format("{} cannot be read: {}", store::describe(server), store::describe(error)));
  }
}

class served_rows final : public original_rows {
 public:
  explicit served_rows(const store::database& server)
      : server_(server),
        tables_(asking(server, [&server] { return std::make_unique<store::foreign_tables>(server); })) {}

  void each(std::span<const std::string_view> tables, const visitor& visit) override {
    for (const auto table : tables) {
      // What `visit` throws is none of the server's, even where it is an error of SQL.
      std::exception_ptr stopped;
      asking(server_, [&] {
        tables_->each(table, [&](const auto& columns, const auto& values) {
          if (stopped) return;
          try {
            visit({table, columns, values});
          } catch (...) {
            stopped = std::current_exception();
          }
        });
      });
      if (stopped) std::rethrow_exception(stopped);
    }
  }
  [[nodiscard]] std::string name() const override { return store::describe(server_); }

 private:
  store::database server_;
  std::unique_ptr<store::foreign_tables> tables_;
};

}  // namespace

std::unique_ptr<original_rows> open_original(const original_source& from) {
  if (const auto* dump = std::get_if<std::filesystem::path>(&from.tables)) return std::make_unique<dumped_rows>(*dump);
  return std::make_unique<served_rows>(std::get<store::database>(from.tables));
}

}  // namespace webchats::transfer
