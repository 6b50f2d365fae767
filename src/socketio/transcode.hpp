#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/shared_buffer.hpp"

namespace webchats::socketio {

/// The msgpack form of a packet that this server has encoded as JSON text. What all kinds of clients get is encoded
/// once as text, and turned into msgpack when the first client wants that.
[[nodiscard]] std::string to_msgpack(std::string_view text, const std::vector<base::shared_buffer>& attachments);

}  // namespace webchats::socketio
