#pragma once

#include <cstdint>
#include <optional>

#include "chat/types.hpp"
#include "store/connection.hpp"

namespace webchats::store {

/// Whether a message has a preview; stored as a number. `removed`: none comes as long as its first link is the same.
enum class preview_state : std::uint8_t { none, shown, removed };

/// The preview of a message that is `shown`.
[[nodiscard]] std::optional<chat::link_preview> preview_of(connection& sql, chat::message_id message);

/// The message, whose state is `before`, is as if it never had one.
void forget_preview(connection& sql, chat::message_id message, preview_state before);

}  // namespace webchats::store
