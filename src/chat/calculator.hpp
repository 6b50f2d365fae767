#pragma once

#include <expected>
#include <string>
#include <string_view>

namespace webchats::chat {

enum class calculation_error {
  not_arithmetic,  ///< something else than numbers, + - * / % ^ and parentheses
  division_by_zero,
  too_big,          ///< the result is no finite number
  too_complicated,  ///< too long or too deeply nested
};

/// Works out `expression`: + - * / % ^ (right to left), unary minus, parentheses, decimal numbers; × ÷ － ＋ （ ） and
/// full-width digits are understood. Bounded in length and depth, so that no text costs more than microseconds.
[[nodiscard]] std::expected<double, calculation_error> calculate(std::string_view expression);

/// The expression in a sentence ("what is 2+3?", "算一下 3×4"), or nothing. It has at least one operator between
/// numbers.
[[nodiscard]] std::string_view find_expression(std::string_view sentence);

/// A result as people write it: no trailing zeros, up to 12 significant digits.
[[nodiscard]] std::string format_number(double number);

}  // namespace webchats::chat
