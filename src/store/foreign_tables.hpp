#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/connection.hpp"
#include "store/query.hpp"

namespace webchats::store {

/// The tables of another program in a MySQL or MariaDB server, as they all were when this was opened. They are only
/// read, and nobody there waits for that. One thread.
class foreign_tables {
 public:
  using columns = std::vector<std::string>;
  using values = std::vector<std::optional<std::string>>;  ///< as many as columns; nothing is NULL

  /// `where` is of the dialect `mariadb`. Throws soci::soci_error.
  explicit foreign_tables(const database& where);

  /// Calls `visit` for each row, in the order of the first column; for none when there is no such table. Times are in
  /// UTC, texts in UTF-8. Memory for one row. Throws soci::soci_error.
  void each(std::string_view table, const std::function<void(const columns&, const values&)>& visit);

 private:
  connection sql_;
  snapshot one_instant_;
};

}  // namespace webchats::store
