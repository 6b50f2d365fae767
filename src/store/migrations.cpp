#include "store/migrations.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <stdexcept>

#include "store/query.hpp"
#include "store/schema_history.hpp"
#include "store/schema_step.hpp"

namespace webchats::store {

int newest_schema() noexcept { return static_cast<int>(schema_history().size()); }

int schema_of(connection& sql) {
  sql.execute(render_schema(sql.speaks(), "create table if not exists schema_version (version bigint not null)"));
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
  for (int version = found + 1; version <= wanted; ++version)
    run_step(sql, version, schema_history()[static_cast<std::size_t>(version) - 1]);
}

void continue_ids(connection& sql) {
  // The others look at the rows themselves.
  if (sql.speaks() != dialect::postgresql) return;
  for (const auto* table : {"users", "sessions", "rooms", "messages", "invites", "audit", "reports", "hooks", "outbox",
                            "login_failures", "push_subscriptions"}) {
    (void)query<in<>, out<integer>>(sql, fmt::format("select setval(pg_get_serial_sequence('{0}', 'id'), "
                                                     "coalesce((select max(id) from {0}), 0) + 1, false)",
                                                     table))
        .first();
  }
}

}  // namespace webchats::store
