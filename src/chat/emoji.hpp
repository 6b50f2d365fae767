#pragma once

#include <optional>
#include <string_view>

#include "chat/outcome.hpp"

namespace webchats::chat {

/// Checks that `text` is one emoji, or a sequence of them that is drawn as one (skin tones, families, flags, keycaps):
/// symbols and pictographs only, at most 32 bytes.
[[nodiscard]] std::optional<invalid> check_emoji(std::string_view text);

}  // namespace webchats::chat
