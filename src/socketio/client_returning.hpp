#pragma once

#include <optional>
#include <string>

#include "socketio/recovered_session.hpp"
#include "socketio/recovery_log.hpp"

namespace webchats::socketio {

/// What a CONNECT says of an earlier connection.
struct returning_client {
  std::string pid;
  std::optional<recovery_log::session> session;  ///< claimed; nothing for a new client
  recovered_session from;
};

}  // namespace webchats::socketio
