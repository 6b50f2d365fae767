#include "api/rest/query.hpp"

#include <charconv>
#include <string>

#include "chat/text.hpp"

namespace webchats::api::rest {

namespace {

std::optional<std::int64_t> number_of(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

std::optional<std::int64_t> query_reader::number(std::string_view name, integer_bounds bounds) {
  const auto text = asked_.request.parameter(std::string(name));
  if (!text) return std::nullopt;
  const auto found = number_of(*text);
  if (!found) {
    refuse(name, chat::rule::format);
  } else if (*found < bounds.min || *found > bounds.max) {
    refuse(name, chat::rule::out_of_range);
  } else {
    return found;
  }
  return std::nullopt;
}

bool query_reader::flag(std::string_view name) {
  const auto text = asked_.request.parameter(std::string(name)).value_or("false");
  if (text != "true" && text != "false") refuse(name, chat::rule::format);
  return text == "true";
}

std::size_t query_reader::limit() {
  constexpr std::int64_t usual = 50;
  return static_cast<std::size_t>(number("limit", {.min = 1, .max = 100}).value_or(usual));
}

chat::list_range query_reader::range() {
  chat::list_range range;
  range.part = asked_.request.parameter("q").value_or("");
  range.after = number("after", {.min = 0}).value_or(0);
  range.limit = limit();
  return range;
}

chat::list_part query_reader::part(std::string_view beyond) {
  return {.beyond = number(beyond, {.min = 1}).value_or(0), .limit = limit()};
}

std::string query_reader::words() {
  constexpr std::size_t most = 100;
  auto text = asked_.request.parameter("q").value_or("");
  const auto length = text.size() > 4 * most ? std::optional(text.size()) : chat::count_code_points(text);
  if (!length) {
    refuse("q", chat::rule::encoding);
  } else if (*length > most) {
    refuse("q", chat::rule::too_long);
  }
  return text;
}

void query_reader::refuse(std::string_view name, chat::rule broken) {
  if (!problem_) problem_ = bad_field{std::string(name), broken};
}

std::int64_t number_in_path(const call& asked, std::string_view name) {
  const auto found = number_of(asked.segment(name));
  return found && *found > 0 ? *found : 0;
}

}  // namespace webchats::api::rest
