#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "transfer/original.hpp"
#include "transfer/table_row.hpp"

namespace webchats::transfer {

/// The tables of the original, wherever they are; they stay the same while this is there. One thread.
class original_rows {
 public:
  using visitor = std::function<void(const table_row&)>;

  original_rows() = default;
  virtual ~original_rows() = default;
  original_rows(const original_rows&) = delete;
  original_rows& operator=(const original_rows&) = delete;

  /// Calls `visit` for each row of these tables, of each in the order of ids; a table that is missing has none. Memory
  /// for one row. Throws failure.
  virtual void each(std::span<const std::string_view> tables, const visitor& visit) = 0;
  /// Where they are, for people; without a password.
  [[nodiscard]] virtual std::string name() const = 0;
};

/// Throws failure when it cannot be read.
[[nodiscard]] std::unique_ptr<original_rows> open_original(const original_source& from);

}  // namespace webchats::transfer
