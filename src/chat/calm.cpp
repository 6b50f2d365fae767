#include "chat/calm.hpp"

#include <unicode/timezone.h>
#include <unicode/unistr.h>

#include <memory>
#include <string_view>

namespace webchats::chat {

namespace {

constexpr std::chrono::minutes day = std::chrono::hours(24);

/// What a clock on the wall of `time_zone` shows, in minutes after midnight.
std::chrono::minutes minute_of_day(std::string_view time_zone, instant now) {
  std::chrono::milliseconds offset{0};
  if (!time_zone.empty()) {
    const auto name = icu::UnicodeString::fromUTF8({time_zone.data(), static_cast<std::int32_t>(time_zone.size())});
    const std::unique_ptr<icu::TimeZone> zone(icu::TimeZone::createTimeZone(name));
    std::int32_t standard = 0;
    std::int32_t summer = 0;
    UErrorCode error = U_ZERO_ERROR;
    zone->getOffset(static_cast<UDate>(now.time_since_epoch().count()), static_cast<UBool>(false), standard, summer,
                    error);
    if (U_SUCCESS(error)) offset = std::chrono::milliseconds(standard + summer);
  }
  const auto local = now + offset;
  return std::chrono::floor<std::chrono::minutes>(local - std::chrono::floor<std::chrono::days>(local));
}

bool holds(const quiet_hours& hours, std::chrono::minutes minute) {
  if (hours.from < hours.to) return minute >= hours.from && minute < hours.to;
  return minute >= hours.from || minute < hours.to;
}

}  // namespace

bool is_part_of_day(const quiet_hours& hours) {
  const auto within = [](std::chrono::minutes end) { return end.count() >= 0 && end < day; };
  return within(hours.from) && within(hours.to) && hours.from != hours.to;
}

calm calm_of(const account& who) { return {who.presence, who.quiet, who.time_zone}; }

bool is_calm(const calm& wishes, instant now) {
  return wishes.presence == chosen_presence::dnd ||
         (wishes.hours && holds(*wishes.hours, minute_of_day(wishes.time_zone, now)));
}

std::optional<std::chrono::minutes> left_of_quiet(const calm& wishes, instant now) {
  if (!wishes.hours) return std::nullopt;
  const auto minute = minute_of_day(wishes.time_zone, now);
  if (!holds(*wishes.hours, minute)) return std::nullopt;
  const auto left = wishes.hours->to - minute;
  return left.count() > 0 ? left : left + day;
}

std::optional<std::chrono::minutes> until_quiet(const calm& wishes, instant now) {
  if (!wishes.hours) return std::nullopt;
  const auto left = wishes.hours->from - minute_of_day(wishes.time_zone, now);
  return left.count() > 0 ? left : left + day;
}

}  // namespace webchats::chat
