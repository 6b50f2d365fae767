#pragma once

#include "store/connection.hpp"

namespace webchats::store {

/// The schema this program writes.
[[nodiscard]] int newest_schema() noexcept;

/// The schema of the database; 0 when it is empty.
[[nodiscard]] int schema_of(connection& sql);

/// Brings the database to `newest_schema`, each step in a transaction of its own: a crash leaves one version or the
/// next, or in MariaDB a step that goes on where it was. Throws soci::soci_error, or std::runtime_error when the
/// database was written by a newer program.
void migrate(connection& sql);
/// The same, up to `wanted`.
void migrate(connection& sql, int wanted);

/// After rows came with ids of their own: the database goes on counting behind them. Throws soci::soci_error.
void continue_ids(connection& sql);

}  // namespace webchats::store
