#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "chat/outcome.hpp"

namespace webchats::api {

/// A field of a request that is wrong, and the rule it broke.
struct bad_field {
  std::string name;
  chat::rule rule = chat::rule::format;
  std::size_t limit = 0;  ///< of too_short and too_long
};

/// Bounds of a string, in code points. They protect memory and columns; what a name or a text may say is chat's
/// business.
struct text_bounds {
  std::size_t min = 0;
  std::size_t max = 4096;
};

/// Bounds of an integer, both included.
struct integer_bounds {
  std::int64_t min = 0;
  std::int64_t max = 9'007'199'254'740'991;  ///< 2^53 - 1, the largest integer that every JSON reader keeps
};

/// Reads the fields of a JSON object strictly: a string is a string, an integer an integer, nothing is converted.
///
/// Remembers the first field that is wrong and goes on with empty values, so a handler reads all it needs and then
/// asks `problem()` once. Fields nobody asks for are ignored (a client never assigns what it is not offered).
/// Borrows the value; the views it returns live as long as that.
class object_reader {
 public:
  /// A payload that is no object makes "payload" the field that is wrong.
  explicit object_reader(const boost::json::value& payload);

  [[nodiscard]] std::string_view text(std::string_view field, text_bounds bounds);
  /// Nothing when the field is absent or null.
  [[nodiscard]] std::optional<std::string_view> optional_text(std::string_view field, text_bounds bounds);

  [[nodiscard]] std::int64_t integer(std::string_view field, integer_bounds bounds = {});
  [[nodiscard]] std::optional<std::int64_t> optional_integer(std::string_view field, integer_bounds bounds = {});

  /// Up to `most` integers; the field must be there.
  [[nodiscard]] std::vector<std::int64_t> integers(std::string_view field, std::size_t most, integer_bounds bounds);

  /// Up to `most` strings, none when the field is absent or null.
  [[nodiscard]] std::vector<std::string> optional_texts(std::string_view field, std::size_t most, text_bounds bounds);
  /// Up to `most` integers, none when the field is absent or null.
  [[nodiscard]] std::vector<std::int64_t> optional_integers(std::string_view field, std::size_t most,
                                                            integer_bounds bounds = {});
  /// Nothing when the field is absent or null.
  [[nodiscard]] std::optional<bool> optional_truth(std::string_view field);

  /// Up to `most` objects, each read by `read(object_reader&)`; none when the field is absent or null. What is wrong in
  /// one of them is told as a field of its own.
  template <class Item, class Read>
  [[nodiscard]] std::vector<Item> optional_objects(std::string_view field, std::size_t most, Read read) {
    std::vector<Item> items;
    for (const auto& each : optional_array(field, most)) {
      object_reader item(each);
      items.push_back(read(item));
      if (item.problem_) refuse(item.problem_->name, item.problem_->rule, item.problem_->limit);
    }
    return items;
  }

  /// The first field that was missing, of the wrong type or out of bounds.
  [[nodiscard]] const std::optional<bad_field>& problem() const noexcept { return problem_; }
  /// Records `field` as wrong, unless another one was before.
  void refuse(std::string_view field, chat::rule rule, std::size_t limit = 0);

 private:
  [[nodiscard]] std::span<const boost::json::value> optional_array(std::string_view field, std::size_t most);
  const boost::json::value* find(std::string_view field) const noexcept;
  bool check(std::string_view field, std::string_view text, text_bounds bounds);

  const boost::json::object* object_ = nullptr;
  std::optional<bad_field> problem_;
};

/// Number of code points of valid UTF-8.
[[nodiscard]] std::size_t count_code_points(std::string_view text) noexcept;

}  // namespace webchats::api
