#include "chat/calculator.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <utility>

#include "chat/text.hpp"

namespace webchats::chat {

namespace {

constexpr std::size_t longest = 200;
constexpr int deepest = 32;

/// The ASCII form of a character of arithmetic; 0 for all others.
char as_arithmetic(char32_t point) {
  if (point >= U'０' && point <= U'９') return static_cast<char>('0' + (point - U'０'));
  constexpr std::array<std::pair<char32_t, char>, 14> alike{{{U'×', '*'},
                                                             {U'÷', '/'},
                                                             {U'＋', '+'},
                                                             {U'－', '-'},
                                                             {U'−', '-'},
                                                             {U'＊', '*'},
                                                             {U'／', '/'},
                                                             {U'（', '('},
                                                             {U'）', ')'},
                                                             {U'．', '.'},
                                                             {U'％', '%'},
                                                             {U'＾', '^'},
                                                             {U'·', '*'},
                                                             {U'∕', '/'}}};
  for (const auto& [from, to] : alike) {
    if (from == point) return to;
  }
  if (point < 0x80 && std::string_view("0123456789.+-*/%^() ").contains(static_cast<char>(point))) {
    return static_cast<char>(point);
  }
  return 0;
}

/// Recursive descent over a text of ASCII arithmetic.
class parser {
 public:
  explicit parser(std::string_view text) : rest_(text) {}

  std::expected<double, calculation_error> whole() {
    const double value = sum();
    skip_spaces();
    if (!error_ && !rest_.empty()) fail(calculation_error::not_arithmetic);
    if (!error_ && !std::isfinite(value)) fail(calculation_error::too_big);
    if (error_) return std::unexpected(*error_);
    return value;
  }

 private:
  // After an error every rule returns at once: nothing is left to read.
  double fail(calculation_error why) {
    if (!error_) error_ = why;
    rest_ = {};
    return 0;
  }

  void skip_spaces() {
    while (rest_.starts_with(' ')) rest_.remove_prefix(1);
  }

  bool take(char wanted) {
    skip_spaces();
    if (!rest_.starts_with(wanted)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  double sum() {
    double value = product();
    while (true) {
      if (take('+')) {
        value += product();
      } else if (take('-')) {
        value -= product();
      } else {
        return value;
      }
    }
  }

  double product() {
    double value = signed_power();
    while (true) {
      if (take('*')) {
        value *= signed_power();
      } else if (take('/')) {
        const double by = signed_power();
        value = by == 0 ? fail(calculation_error::division_by_zero) : value / by;
      } else if (take('%')) {
        const double by = signed_power();
        value = by == 0 ? fail(calculation_error::division_by_zero) : std::fmod(value, by);
      } else {
        return value;
      }
    }
  }

  double signed_power() {
    if (++depth_ > deepest) return fail(calculation_error::too_complicated);
    const double value = take('-') ? -signed_power() : take('+') ? signed_power() : power();
    --depth_;
    return value;
  }

  double power() {
    const double base = atom();
    return take('^') ? std::pow(base, signed_power()) : base;
  }

  double atom() {
    if (take('(')) {
      const double value = sum();
      return take(')') ? value : fail(calculation_error::not_arithmetic);
    }
    skip_spaces();
    double value = 0;
    const auto [end, broken] =
        std::from_chars(rest_.data(), rest_.data() + rest_.size(), value, std::chars_format::general);
    if (broken == std::errc::result_out_of_range) return fail(calculation_error::too_big);
    if (broken != std::errc{}) return fail(calculation_error::not_arithmetic);
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return value;
  }

  std::string_view rest_;
  std::optional<calculation_error> error_;
  int depth_ = 0;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Whether the "e" of a number stands there: "1e3", "2.5E-4".
bool is_exponent(std::string_view text, std::size_t at) {
  if (at == 0 || (text[at] != 'e' && text[at] != 'E') || !(is_digit(text[at - 1]) || text[at - 1] == '.')) return false;
  const auto sign = text.substr(at + 1).find_first_not_of("+-");
  return sign <= 1 && is_digit(text[at + 1 + sign]);
}

std::string to_ascii(std::string_view expression) {
  std::string ascii;
  for (std::size_t at = 0; at < expression.size();) {
    const auto here = at;
    const auto point = next_code_point(expression, at);
    const char c = !point ? '\0' : is_exponent(expression, here) ? 'e' : as_arithmetic(*point);
    if (c == 0) return {};
    ascii.push_back(c);
  }
  return ascii;
}

bool has_operator_between_numbers(std::string_view ascii) {
  bool number = false;
  bool operated = false;
  for (const char c : ascii) {
    if (is_digit(c) && operated) return true;
    if (is_digit(c)) number = true;
    if (number && std::string_view("+-*/%^").contains(c)) operated = true;
  }
  return false;
}

}  // namespace

std::expected<double, calculation_error> calculate(std::string_view expression) {
  if (expression.size() > longest) return std::unexpected(calculation_error::too_complicated);
  const auto ascii = to_ascii(expression);
  if (ascii.empty()) return std::unexpected(calculation_error::not_arithmetic);
  return parser(ascii).whole();
}

std::string_view find_expression(std::string_view sentence) {
  std::size_t begin = 0;
  for (std::size_t at = 0; at < sentence.size();) {
    const auto here = at;
    const auto point = next_code_point(sentence, at);
    const bool part = point && (as_arithmetic(*point) != 0 || is_exponent(sentence, here));
    if (part && at < sentence.size()) continue;
    const auto run = sentence.substr(begin, (part ? at : here) - begin);
    const auto first = run.find_first_not_of(" .");
    if (first != std::string_view::npos) {
      // A full stop or space around it belongs to the sentence.
      const auto expression = run.substr(first, run.find_last_not_of(" .") - first + 1);
      if (has_operator_between_numbers(to_ascii(expression))) return expression;
    }
    if (!point) return {};
    begin = at;
  }
  return {};
}

std::string format_number(double number) {
  if (number == 0) return "0";  // also -0
  return fmt::format("{:.12g}", number);
}

}  // namespace webchats::chat
