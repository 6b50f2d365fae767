#include "transfer/table_row.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "chat/text.hpp"
#include "transfer/failure.hpp"

namespace webchats::transfer {

const std::optional<std::string>& table_row::at(std::string_view column) const {
  const auto found = std::ranges::find(columns, column);
  if (found == columns.end()) throw failure(fmt::format("the table {} has no column {}", table, column));
  return values[static_cast<std::size_t>(found - columns.begin())];
}

std::int64_t table_row::number(std::string_view column) const {
  const auto& value = at(column);
  if (!value) return 0;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(value->data(), value->data() + value->size(), number);
  if (error != std::errc() || end != value->data() + value->size()) {
    throw failure(fmt::format("{}.{} is no whole number", table, column));
  }
  return number;
}

std::string table_row::text(std::string_view column) const {
  auto value = at(column).value_or(std::string());
  std::erase(value, '\0');
  if (!chat::count_code_points(value)) {
    throw failure(fmt::format(
        "{}.{} is no UTF-8: it must be text, and a dump made with --default-character-set=utf8mb4", table, column));
  }
  return value;
}

}  // namespace webchats::transfer
