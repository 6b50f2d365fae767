#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "api/json/reader.hpp"
#include "api/rest/call.hpp"

namespace webchats::api::rest {

/// Reads the query; remembers the first number that is none or out of bounds.
class query_reader {
 public:
  explicit query_reader(const call& asked) : asked_(asked) {}

  [[nodiscard]] std::optional<std::int64_t> number(std::string_view name, integer_bounds bounds = {});
  /// `true` or `false`; false when it is not said.
  [[nodiscard]] bool flag(std::string_view name);
  /// `limit`, 50 when it is not said.
  [[nodiscard]] std::size_t limit();
  /// `q`, `after` (an id) and `limit`.
  [[nodiscard]] chat::list_range range();
  /// Which part of a list: the number `beyond`, and `limit`.
  [[nodiscard]] chat::list_part part(std::string_view beyond);
  /// What is looked for, `q`: at most 100 code points, empty when it is not said.
  [[nodiscard]] std::string words();
  void refuse(std::string_view name, chat::rule broken);
  [[nodiscard]] const std::optional<bad_field>& problem() const noexcept { return problem_; }

 private:
  const call& asked_;
  std::optional<bad_field> problem_;
};

/// The number in the path segment `{name}`; 0, which names nothing, when it is none.
[[nodiscard]] std::int64_t number_in_path(const call& asked, std::string_view name);

}  // namespace webchats::api::rest
