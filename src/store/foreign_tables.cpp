#include "store/foreign_tables.hpp"

#include <fmt/format.h>
#include <soci/mysql/soci-mysql.h>

#include <cstddef>
#include <memory>
#include <span>

namespace webchats::store {

namespace {

struct free_result {
  void operator()(MYSQL_RES* rows) const noexcept { mysql_free_result(rows); }
};

[[noreturn]] void fail(MYSQL* client) {
  throw soci::mysql_soci_error(mysql_error(client), static_cast<int>(mysql_errno(client)));
}

bool exists(connection& sql, std::string_view table) {
  query<in<std::string>, out<integer>> count(
      sql, "select count(*) from information_schema.tables where table_schema = database() and table_name = :name",
      lasts::once);
  return std::get<0>(count.first(std::string(table)).value()) > 0;
}

}  // namespace

foreign_tables::foreign_tables(const database& where) : sql_(where, access::foreign), one_instant_(sql_) {}

void foreign_tables::each(std::string_view table, const std::function<void(const columns&, const values&)>& visit) {
  if (!exists(sql_, table)) return;
  auto* const client = static_cast<soci::mysql_session_backend*>(sql_.session().get_backend())->conn_;
  const auto text = fmt::format("select * from `{}` order by 1", table);
  if (mysql_real_query(client, text.data(), text.size()) != 0) fail(client);
  // SOCI would fetch the whole table before its first row.
  const std::unique_ptr<MYSQL_RES, free_result> rows(mysql_use_result(client));
  if (!rows) fail(client);
  columns names;
  for (const auto& field : std::span(mysql_fetch_fields(rows.get()), mysql_num_fields(rows.get()))) {
    names.emplace_back(field.name, field.name_length);
  }
  values row(names.size());
  while (const MYSQL_ROW fetched = mysql_fetch_row(rows.get())) {
    const auto* const sizes = mysql_fetch_lengths(rows.get());
    for (std::size_t at = 0; at < row.size(); ++at) {
      if (fetched[at] == nullptr) {
        row[at].reset();
      } else {
        row[at].emplace(fetched[at], sizes[at]);
      }
    }
    visit(names, row);
  }
  if (mysql_errno(client) != 0) fail(client);
}

}  // namespace webchats::store
