#include "api/json/time.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <string_view>

namespace webchats::api {
namespace {

/// Writes `value` with leading zeros into the `width` characters at `at`.
void put(std::array<char, 24>& text, std::size_t at, std::size_t width, unsigned value) {
  for (auto digit = at + width; digit-- > at; value /= 10) text.at(digit) = static_cast<char>('0' + value % 10);
}

/// The number in the `width` digits at `at`.
std::optional<int> get(std::string_view text, std::size_t at, std::size_t width) {
  int value = 0;
  for (std::size_t digit = at; digit < at + width; ++digit) {
    const char c = text[digit];
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

/// Milliseconds of a fraction ".123456"; nothing when it is none.
std::optional<int> fraction_of(std::string_view text) {
  if (text.empty()) return 0;
  if (text.size() < 2 || text.size() > 10 || text[0] != '.') return std::nullopt;
  std::string digits(text.substr(1));
  if (!get(digits, 0, digits.size())) return std::nullopt;
  digits.resize(3, '0');
  return get(digits, 0, 3);
}

}  // namespace

std::optional<chat::instant> instant_of(std::string_view text) {
  if (text.size() < 20 || !text.ends_with('Z') || text[4] != '-' || text[7] != '-' || text[10] != 'T' ||
      text[13] != ':' || text[16] != ':') {
    return std::nullopt;
  }
  const auto year = get(text, 0, 4);
  const auto month = get(text, 5, 2);
  const auto day = get(text, 8, 2);
  const auto hour = get(text, 11, 2);
  const auto minute = get(text, 14, 2);
  const auto second = get(text, 17, 2);
  const auto fraction = fraction_of(text.substr(19, text.size() - 20));
  if (!year || !month || !day || !hour || !minute || !second || !fraction) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day)));
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
         std::chrono::seconds(*second) + std::chrono::milliseconds(*fraction);
}

std::string rfc3339(chat::instant when) {
  const auto day = std::chrono::floor<std::chrono::days>(when);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(when - day);

  std::array<char, 24> text{};
  std::string_view("0000-00-00T00:00:00.000Z").copy(text.data(), text.size());
  put(text, 0, 4, static_cast<unsigned>(static_cast<int>(date.year())));
  put(text, 5, 2, static_cast<unsigned>(date.month()));
  put(text, 8, 2, static_cast<unsigned>(date.day()));
  put(text, 11, 2, static_cast<unsigned>(clock.hours().count()));
  put(text, 14, 2, static_cast<unsigned>(clock.minutes().count()));
  put(text, 17, 2, static_cast<unsigned>(clock.seconds().count()));
  put(text, 20, 3, static_cast<unsigned>(clock.subseconds().count()));
  return {text.data(), text.size()};
}

}  // namespace webchats::api
