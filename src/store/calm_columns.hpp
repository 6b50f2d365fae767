#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "chat/calm.hpp"

namespace webchats::store {

/// Quiet hours are stored as two minutes of the day; none when they are the same.
[[nodiscard]] inline std::optional<chat::quiet_hours> to_quiet_hours(std::int64_t from, std::int64_t to) {
  if (from == to) return std::nullopt;
  return chat::quiet_hours{std::chrono::minutes(from), std::chrono::minutes(to)};
}

/// Of the columns `presence, quiet_from, quiet_to, time_zone` of a person.
[[nodiscard]] inline chat::calm to_calm(std::int64_t presence, std::int64_t from, std::int64_t to, std::string zone) {
  return {static_cast<chat::chosen_presence>(presence), to_quiet_hours(from, to), std::move(zone)};
}

}  // namespace webchats::store
