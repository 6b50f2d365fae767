#include "transfer/format.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "scratch.hpp"
#include "store/migrations.hpp"
#include "store/query.hpp"

namespace webchats::transfer {

namespace {

using names = std::set<std::string>;

/// Tables that an export goes without, and why.
const std::map<std::string, std::string> left_out{
    {"schema_version", "of the program"},
    {"sqlite_sequence", "of the database"},
    {"changes", "serves clients that know this database; with a new epoch they start afresh"},
    {"uploads", "under way"},
    {"outbox", "under way: two servers would deliver it twice"},
    {"doomed_blobs", "nobody needs them"},
    {"one_time_codes", "hold for an hour"},
    {"login_failures", "hold for minutes"},
    {"server_keys", "secrets of this server; another one has its own"},
    {"push_subscriptions", "hold for the keys of this server"},
    {"people_keys", "made again"},
    {"search_state", "made again"},
    {"search_index", "made again"},
};

/// Columns that an import makes by itself.
const std::map<std::string, names> derived{
    {"users", {"name_key", "name_look", "name_claim", "digest_sent"}},  // another server has sent none yet
    {"rooms", {"members"}},
    {"attachments", {"digest", "awaits"}},  // of two halves that meet within minutes
};

names columns_of(store::connection& sql, const std::string& table) {
  names found;
  store::query<store::in<>, store::out<std::string>> columns(
      sql, "select name from pragma_table_info('" + table + "') order by name");
  columns.each([&](const std::string& name) { found.insert(name); });
  return found;
}

}  // namespace

TEST(export_format, has_every_column_of_every_table_or_says_why_not) {
  const scratch dir;
  store::connection sql(dir.here().database, store::access::read_write);
  store::migrate(sql);
  names tables;
  store::query<store::in<>, store::out<std::string>> all(
      sql, "select name from sqlite_master where type = 'table' and name not like 'search_index_%' order by name");
  all.each([&](const std::string& name) { tables.insert(name); });
  for (const auto& kind : record_kinds()) {
    const std::string table(kind.table);
    EXPECT_EQ(tables.erase(table), 1U) << table;
    names covered;
    for (const auto& each : kind.fields) covered.emplace(each.column);
    if (const auto more = derived.find(table); more != derived.end())
      covered.insert(more->second.begin(), more->second.end());
    EXPECT_EQ(covered, columns_of(sql, table)) << table;
  }
  for (const auto& [table, why] : left_out) tables.erase(table);
  EXPECT_EQ(tables, names()) << "a table is neither exported nor left out for a reason";
}

}  // namespace webchats::transfer
