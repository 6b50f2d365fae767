#pragma once

#include <memory>
#include <string>

#include "engineio/rate_limit.hpp"
#include "engineio/session.hpp"
#include "net/deadline.hpp"

namespace webchats::engineio {

/// What a session has only while it is upgraded, where rates are limited, and at its end.
struct session::extras {
  /// The WebSocket that would like to become the session's.
  struct probe final : net::deadline {
    probe(session& s, websocket& from) : owner(s), socket(&from) {}
    void on_deadline() override { owner.end_probe(); }
    session& owner;
    websocket* socket;  ///< null when it is gone
    probe_step step = probe_step::awaits_probe;
  };

  std::unique_ptr<probe> upgrade;
  token_bucket packets;
  token_bucket bytes;
  std::string detail;  ///< of the end
};

}  // namespace webchats::engineio
