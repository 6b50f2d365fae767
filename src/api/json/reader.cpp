#include "api/json/reader.hpp"

#include <algorithm>

namespace webchats::api {
namespace {

std::optional<std::int64_t> integer_of(const boost::json::value& value) noexcept {
  if (const auto* number = value.if_int64()) return *number;
  if (const auto* number = value.if_uint64();
      number != nullptr && *number <= std::numeric_limits<std::int64_t>::max()) {
    return static_cast<std::int64_t>(*number);
  }
  return std::nullopt;
}

}  // namespace

std::size_t count_code_points(std::string_view text) noexcept {
  const auto leads = [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; };
  return static_cast<std::size_t>(std::ranges::count_if(text, leads));
}

object_reader::object_reader(const boost::json::value& payload) : object_(payload.if_object()) {
  if (object_ == nullptr) refuse("payload", chat::rule::format);
}

const boost::json::value* object_reader::find(std::string_view field) const noexcept {
  const auto* value = object_ == nullptr ? nullptr : object_->if_contains(field);
  return value == nullptr || value->is_null() ? nullptr : value;
}

void object_reader::refuse(std::string_view field, chat::rule rule, std::size_t limit) {
  if (!problem_) problem_.emplace(std::string(field), rule, limit);
}

bool object_reader::check(std::string_view field, std::string_view text, text_bounds bounds) {
  // A code point is at most four bytes: a hopelessly long text is refused without reading it.
  const auto count = text.size() > bounds.max * 4 ? text.size() : count_code_points(text);
  if (count > bounds.max) {
    refuse(field, chat::rule::too_long, bounds.max);
  } else if (count < bounds.min) {
    refuse(field, count == 0 ? chat::rule::required : chat::rule::too_short, bounds.min);
  }
  return count >= bounds.min && count <= bounds.max;
}

std::optional<std::string_view> object_reader::optional_text(std::string_view field, text_bounds bounds) {
  const auto* value = find(field);
  if (value == nullptr) return std::nullopt;
  const auto* text = value->if_string();
  if (text == nullptr) {
    refuse(field, chat::rule::format);
    return std::nullopt;
  }
  return check(field, *text, bounds) ? std::optional<std::string_view>(*text) : std::nullopt;
}

std::string_view object_reader::text(std::string_view field, text_bounds bounds) {
  const auto found = optional_text(field, bounds);
  if (!found) refuse(field, chat::rule::required);
  return found.value_or(std::string_view{});
}

std::optional<std::int64_t> object_reader::optional_integer(std::string_view field, integer_bounds bounds) {
  const auto* value = find(field);
  if (value == nullptr) return std::nullopt;
  const auto number = integer_of(*value);
  if (!number) {
    refuse(field, chat::rule::format);
    return std::nullopt;
  }
  if (*number < bounds.min || *number > bounds.max) {
    refuse(field, chat::rule::out_of_range);
    return std::nullopt;
  }
  return number;
}

std::int64_t object_reader::integer(std::string_view field, integer_bounds bounds) {
  const auto found = optional_integer(field, bounds);
  if (!found) refuse(field, chat::rule::required);
  return found.value_or(0);
}

std::vector<std::int64_t> object_reader::integers(std::string_view field, std::size_t most, integer_bounds bounds) {
  if (find(field) == nullptr) refuse(field, chat::rule::required);
  return optional_integers(field, most, bounds);
}

std::span<const boost::json::value> object_reader::optional_array(std::string_view field, std::size_t most) {
  const auto* value = find(field);
  if (value == nullptr) return {};
  const auto* array = value->if_array();
  if (array == nullptr) {
    refuse(field, chat::rule::format);
    return {};
  }
  if (array->size() > most) {
    refuse(field, chat::rule::too_long, most);
    return {};
  }
  return {array->data(), array->size()};
}

std::vector<std::string> object_reader::optional_texts(std::string_view field, std::size_t most, text_bounds bounds) {
  std::vector<std::string> texts;
  for (const auto& item : optional_array(field, most)) {
    const auto* text = item.if_string();
    if (text == nullptr) {
      refuse(field, chat::rule::format);
      return {};
    }
    if (!check(field, *text, bounds)) return {};
    texts.emplace_back(*text);
  }
  return texts;
}

std::vector<std::int64_t> object_reader::optional_integers(std::string_view field, std::size_t most,
                                                           integer_bounds bounds) {
  std::vector<std::int64_t> numbers;
  for (const auto& item : optional_array(field, most)) {
    const auto number = integer_of(item);
    if (!number) {
      refuse(field, chat::rule::format);
      return {};
    }
    if (*number < bounds.min || *number > bounds.max) {
      refuse(field, chat::rule::out_of_range);
      return {};
    }
    numbers.push_back(*number);
  }
  return numbers;
}

std::optional<bool> object_reader::optional_truth(std::string_view field) {
  const auto* value = find(field);
  if (value == nullptr) return std::nullopt;
  const auto* truth = value->if_bool();
  if (truth == nullptr) {
    refuse(field, chat::rule::format);
    return std::nullopt;
  }
  return *truth;
}

}  // namespace webchats::api
