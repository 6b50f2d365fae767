#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "socketio/arguments.hpp"

namespace webchats::socketio {

/// Why an acknowledgement did not come.
enum class ack_failure : std::uint8_t {
  timed_out,     ///< not in time; it is ignored when it comes later
  disconnected,  ///< the socket has left, or was not connected
  too_many,      ///< `server_options::max_pending_acks` are awaited from this socket already
};
[[nodiscard]] std::string_view to_string(ack_failure failure) noexcept;

/// The client's answer to one emit, or why there is none.
using ack_result = std::expected<arguments, ack_failure>;

/// What became of an emit to many that asked each for an answer. Complete as soon as everybody has answered or left.
struct broadcast_answers {
  struct answer {
    std::string socket_id;
    arguments values;
  };
  std::vector<answer> answered;
  std::vector<std::string> missing;  ///< ids of those that did not answer in time
  std::vector<std::string> left;     ///< ids of those that disconnected before they answered
};

}  // namespace webchats::socketio
