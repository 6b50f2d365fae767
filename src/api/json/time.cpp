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

}  // namespace

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
