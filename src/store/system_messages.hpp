#pragma once

#include <string>
#include <string_view>

#include "chat/types.hpp"
#include "store/writer.hpp"

namespace webchats::store {

/// The text of a system message about `who`: `{"type":…,"user":{"id","name"}}`, with `{field: value}` behind it when
/// there is a field.
[[nodiscard]] std::string about_person(std::string_view type, const chat::user& who, std::string_view field = {},
                                       std::string_view value = {});

/// Stores `text` as the next message of the room, of kind `system` and by `actor`, who has thereby read up to it, and
/// tells it. Nothing is judged: what it tells of has happened. To be called in a write that reads heads.
void append_system(write_context& context, chat::room_id room, const chat::user& actor, std::string text,
                   chat::instant now);

}  // namespace webchats::store
