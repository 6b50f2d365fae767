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

/// The message is `shown` with what the page says of itself.
void show_preview(connection& sql, chat::message_id message, const chat::link_preview& made);

/// The message has no preview any more, if it had one; `after` is `removed`, or `none`: as if it never had one.
void end_preview(connection& sql, chat::message_id message, preview_state before, preview_state after);

}  // namespace webchats::store
