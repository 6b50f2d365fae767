#pragma once

#include <optional>

#include "chat/outcome.hpp"
#include "store/membership.hpp"
#include "store/writer.hpp"

namespace webchats::store {

/// How long `sender` has to wait in a slow room; nothing when they may send at `now`, which is then written down as
/// their last time. Moderators and owners are not slowed. The last question before the message is stored, in its
/// transaction.
[[nodiscard]] std::optional<chat::rate_limited> too_early(write_context& context, const membership& sender,
                                                          chat::room_id room, chat::instant now);

}  // namespace webchats::store
