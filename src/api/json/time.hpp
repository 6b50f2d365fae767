#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "chat/types.hpp"

namespace webchats::api {

/// RFC 3339 UTC with milliseconds: "2026-11-23T08:00:00.123Z". Every reader of dates accepts it, Safari's too.
[[nodiscard]] std::string rfc3339(chat::instant when);
/// Reads one of that form ("Z" only, with or without a fraction); nothing when it is none.
[[nodiscard]] std::optional<chat::instant> instant_of(std::string_view text);

}  // namespace webchats::api
