#pragma once

#include <string>

#include "chat/types.hpp"

namespace webchats::api {

/// RFC 3339 UTC with milliseconds: "2026-11-23T08:00:00.123Z". Every reader of dates accepts it, Safari's too.
[[nodiscard]] std::string rfc3339(chat::instant when);

}  // namespace webchats::api
