#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>

#include "socketio/json_text.hpp"
#include "socketio/text_run.hpp"

namespace webchats::socketio {
namespace {

namespace json = boost::json;

/// Builds the tree as Boost.JSON's own parser does, but reads doubles exactly: version 1.81 may miss the last digit,
/// and a number that a client gets back must be the one it sent.
class tree_builder {
 public:
  static constexpr std::size_t max_object_size = json::object::max_size();
  static constexpr std::size_t max_array_size = json::array::max_size();
  static constexpr std::size_t max_key_size = json::string::max_size();
  static constexpr std::size_t max_string_size = json::string::max_size();

  /// Most texts have few values: their stack lies in `room`.
  explicit tree_builder(std::span<unsigned char> room) : stack({}, room.data(), room.size()) {}

  json::value_stack stack;

  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }
  bool on_object_begin(json::error_code&) { return true; }
  bool on_array_begin(json::error_code&) { return true; }
  bool on_object_end(std::size_t count, json::error_code&) { return stack.push_object(count), true; }
  bool on_array_end(std::size_t count, json::error_code&) { return stack.push_array(count), true; }
  bool on_key_part(json::string_view part, std::size_t, json::error_code&) { return stack.push_chars(part), true; }
  bool on_key(json::string_view rest, std::size_t, json::error_code&) { return stack.push_key(rest), true; }
  bool on_string_part(json::string_view part, std::size_t, json::error_code&) { return stack.push_chars(part), true; }
  bool on_string(json::string_view rest, std::size_t, json::error_code&) { return stack.push_string(rest), true; }
  bool on_number_part(json::string_view part, json::error_code&) {
    digits_.append(part);
    return true;
  }
  bool on_int64(std::int64_t number, json::string_view, json::error_code&) { return push_number(number); }
  bool on_uint64(std::uint64_t number, json::string_view, json::error_code&) { return push_number(number); }
  bool on_double(double about, json::string_view rest, json::error_code& error) {
    digits_.append(rest);
    double exact = 0;
    const auto result = std::from_chars(digits_.data(), digits_.data() + digits_.size(), exact);
    if (result.ec == std::errc::result_out_of_range) {
      if (!(std::abs(about) < 1)) {  // no finite number; one too small to tell from zero is zero
        error = json::error::exponent_overflow;
        return false;
      }
      exact = 0;
    }
    return push_number(exact);
  }
  bool on_bool(bool value, json::error_code&) { return stack.push_bool(value), true; }
  bool on_null(json::error_code&) { return stack.push_null(), true; }
  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }

 private:
  template <typename Number>
  bool push_number(Number number) {
    digits_.clear();
    if constexpr (std::is_same_v<Number, double>) {
      stack.push_double(number);
    } else if constexpr (std::is_same_v<Number, std::int64_t>) {
      stack.push_int64(number);
    } else {
      stack.push_uint64(number);
    }
    return true;
  }

  std::string digits_;  // of the number being read
};

/// Reads what most events are: a short list of plain ASCII text, whole numbers and words, without spaces. Gives nothing
/// for any other text, be it right or wrong.
class plain_list_reader {
 public:
  explicit plain_list_reader(std::string_view text) : rest_(text) {}

  std::optional<json::value> read() {
    constexpr std::size_t longest = 1024;
    constexpr std::size_t usual = 4;
    if (rest_.size() > longest || !take("[") || rest_ == "]") return std::nullopt;
    json::array list;
    list.reserve(usual);
    do {
      if (!element(list)) return std::nullopt;
    } while (take(","));
    return rest_ == "]" ? std::optional<json::value>(std::move(list)) : std::nullopt;
  }

 private:
  bool take(std::string_view expected) {
    if (!rest_.starts_with(expected)) return false;
    rest_.remove_prefix(expected.size());
    return true;
  }

  bool element(json::array& list) {
    if (take("\"")) return text(list);
    if (take("true")) return add(list, true);
    if (take("false")) return add(list, false);
    if (take("null")) return add(list, nullptr);
    return number(list);
  }

  template <typename Value>
  static bool add(json::array& list, Value value) {
    list.emplace_back(value);
    return true;
  }

  bool text(json::array& list) {
    const std::size_t size =
        plain_run(rest_, [](auto c) { return (c >= 0x20) & (c < 0x7f) & (c != '"') & (c != '\\'); });
    if (size == rest_.size() || rest_[size] != '"') return false;
    const json::string_view found(rest_.data(), size);
    rest_.remove_prefix(size + 1);
    return add(list, found);
  }

  bool number(json::array& list) {
    constexpr std::size_t most_digits = 18;
    const bool negative = take("-");
    const std::size_t size = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
    if (size == 0 || size > most_digits || rest_.front() == '0') return false;
    std::int64_t number = 0;
    for (const char digit : rest_.substr(0, size)) number = number * 10 + (digit - '0');
    rest_.remove_prefix(size);
    return add(list, negative ? -number : number);
  }

  std::string_view rest_;
};

constexpr unsigned no_code_unit = 0x10000;

/// The code unit of the escape `\uXXXX` at `at`, or `no_code_unit` when there is none.
unsigned escaped_unit(std::string_view text, std::size_t at) {
  if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u') return no_code_unit;
  unsigned unit = 0;
  const char* digits = text.data() + at + 2;
  const auto [end, error] = std::from_chars(digits, digits + 4, unit, 16);
  return error == std::errc{} && end == digits + 4 ? unit : no_code_unit;
}

constexpr bool high_surrogate(unsigned unit) { return unit >= 0xD800 && unit < 0xDC00; }
constexpr bool low_surrogate(unsigned unit) { return unit >= 0xDC00 && unit < 0xE000; }

/// The text with every lone surrogate escape replaced, or nothing when there is none.
std::optional<std::string> without_lone_surrogates(std::string_view text) {
  std::optional<std::string> changed;
  for (std::size_t at = text.find('\\'); at != std::string_view::npos && at + 1 < text.size();
       at = text.find('\\', at)) {
    const unsigned unit = escaped_unit(text, at);
    if (unit == no_code_unit) {
      at += 2;
    } else if (high_surrogate(unit) && low_surrogate(escaped_unit(text, at + 6))) {
      at += 12;
    } else {
      if (high_surrogate(unit) || low_surrogate(unit)) {
        if (!changed) changed.emplace(text);
        changed->replace(at, 6, "\\uFFFD");
      }
      at += 6;
    }
  }
  return changed;
}

}  // namespace

std::expected<json::value, json_error> parse_json(std::string_view text, std::size_t max_depth) {
  if (max_depth > 0) {
    if (auto list = plain_list_reader(text).read()) return *std::move(list);
  }
  if (text.find("\\u") != std::string_view::npos) {
    if (const auto changed = without_lone_surrogates(text)) return parse_json(*changed, max_depth);
  }
  json::parse_options options;
  options.max_depth = max_depth;
  alignas(json::value) std::array<unsigned char, 1024> room;
  json::basic_parser<tree_builder> parser(options, room);
  parser.handler().stack.reset();
  json::error_code error;
  const std::size_t used = parser.write_some(false, text.data(), text.size(), error);
  if (error == json::error::too_deep) return std::unexpected(json_error::too_deep);
  if (error || used < text.size()) return std::unexpected(json_error::syntax);
  return parser.handler().stack.release();
}

}  // namespace webchats::socketio
