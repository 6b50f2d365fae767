#pragma once

#include "api/json/reader.hpp"
#include "chat/rooms.hpp"

namespace webchats::api {

/// Reads `{name, topic?, kind?}`, the same in the event and in the REST call.
[[nodiscard]] chat::room_plan room_plan_of(object_reader& in);

/// Reads `{name?, topic?, kind?, read_only?, slow_seconds?}`.
[[nodiscard]] chat::room_change room_change_of(object_reader& in);

}  // namespace webchats::api
