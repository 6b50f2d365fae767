#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace webchats::transfer {

/// A row of somebody else's database. It holds during the call.
struct table_row {
  std::string_view table;
  const std::vector<std::string>& columns;
  const std::vector<std::optional<std::string>>& values;  ///< as many; nothing is NULL

  /// The value of a column, nothing when it is NULL. Throws failure when the table has no such column.
  [[nodiscard]] const std::optional<std::string>& at(std::string_view column) const;
  /// The same as a whole number, NULL as 0. Throws failure when it is none.
  [[nodiscard]] std::int64_t number(std::string_view column) const;
  /// The same as UTF-8, NULL as an empty text. Throws failure when it is none.
  [[nodiscard]] std::string text(std::string_view column) const;
};

}  // namespace webchats::transfer
