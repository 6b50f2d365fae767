#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <boost/json/object.hpp>

#include "socketio/recovery_log.hpp"
#include "socketio/socket_extras.hpp"

namespace webchats::socketio {

/// What a socket leaves to the one that takes its place on another connection, maybe on another loop. A value.
struct recovered_session {
  recovery_state state;
  boost::json::object data;
  std::shared_ptr<void> context;
  /// What the client says it has got; nothing when it got no event yet, or said something that is no offset.
  std::optional<std::uint64_t> offset;
  enum class claim : std::uint8_t { nothing_yet, offset, unreadable } said = claim::nothing_yet;
};

}  // namespace webchats::socketio
