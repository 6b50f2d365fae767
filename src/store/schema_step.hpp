#pragma once

#include "store/connection.hpp"
#include "store/schema_history.hpp"

namespace webchats::store {

/// Runs the statements (of `render_schema`) that make schema `version`, and writes the version down: all of it in one
/// transaction. MariaDB commits every change of the schema by itself, so there a step that was cut off goes on where it
/// was. Throws soci::soci_error.
void run_step(connection& sql, int version, schema_statements statements);

}  // namespace webchats::store
