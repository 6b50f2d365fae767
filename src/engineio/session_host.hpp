#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include "engineio/counters.hpp"
#include "engineio/protocol.hpp"
#include "engineio/rate_limit.hpp"
#include "http/message.hpp"
#include "net/chunk.hpp"
#include "net/deadline.hpp"
#include "net/loop.hpp"
#include "net/stream.hpp"

namespace webchats::ws {
class deflater;
}

namespace webchats::engineio {

class session;

/// One HTTP request that waits for its answer. Whoever holds it answers once; dropped unanswered it answers 500.
class exchange {
 public:
  virtual ~exchange() = default;
  /// Adds what every answer carries (CORS, no-store), compresses the body if that is allowed and pays, and sends it, on
  /// whatever loop the request came from.
  virtual void answer(http::response reply, compression mode) = 0;
  void answer(http::response reply) { answer(std::move(reply), compression::off); }
};

/// What became of a frame given to a WebSocket.
enum class send_outcome : std::uint8_t { queued, closed, over_limit };

/// A WebSocket as a session sees it. Not owned by the session; told off with `detach` before the session goes.
class websocket {
 public:
  virtual ~websocket() = default;
  /// Queues a whole frame.
  virtual send_outcome send(net::chunk frame, net::departure when) = 0;
  /// What was queued for later leaves at the end of the turn.
  virtual void hasten() = 0;
  /// Closes after what is queued has been sent.
  enum class farewell : std::uint8_t { plain, going_away, rate_limited };
  virtual void close(farewell words) = 0;
  /// No further events for the session.
  virtual void detach() noexcept = 0;
  /// Bytes that wait in the connection.
  [[nodiscard]] virtual std::size_t pending() const noexcept = 0;
  /// The socket takes bytes: what is sent now leaves at the end of the turn. `session::on_websocket_drained` is told
  /// when it does so again.
  [[nodiscard]] virtual bool writable() const noexcept = 0;
  /// Compresses frames for this connection; null when it takes none.
  [[nodiscard]] virtual ws::deflater* packer() const noexcept { return nullptr; }
};

/// The deadlines a session may arm; the host knows how long each is.
enum class deadline_kind : std::uint8_t {
  ping_interval,   ///< revision 4: the next ping is due
  ping_timeout,    ///< revision 4: the answer to a ping is due
  client_silence,  ///< revision 3: ping interval + ping timeout
  probe,           ///< the upgrade must be finished
  drain,           ///< a closing polling session waits for a poll to say so
};

/// What all sessions of a server have in common.
struct session_settings {
  std::size_t outbox_limit = 1 << 20;  ///< bytes that may wait to be sent
  /// Transports that a polling client is told of.
  enum class upgrades : std::uint8_t { none, websocket } offered = upgrades::websocket;
  std::size_t deflate_threshold = 1024;  ///< bytes; shorter messages are not compressed on a WebSocket
  rate_limit packets = {};               ///< packets that a client may send
  rate_limit bytes = {};                 ///< and bytes of their data, or those of one message if that is more
};

/// What a session needs from the outside: time, deadlines, the end of the turn. One per loop; replaced by a fake with
/// virtual time in tests and fuzzers.
class session_host {
 public:
  virtual ~session_host() = default;

  /// Not changed while there are sessions.
  session_settings settings;
  /// What all its sessions moved; a member, because every packet counts.
  traffic_counters traffic;

  [[nodiscard]] virtual net::loop& loop() noexcept = 0;
  /// The exact time, not that of the turn's start.
  [[nodiscard]] virtual net::steady_time now() const noexcept = 0;
  [[nodiscard]] virtual std::chrono::milliseconds interval(deadline_kind kind) const noexcept = 0;
  virtual void arm(net::deadline& entry, deadline_kind kind) = 0;
  virtual void disarm(net::deadline& entry) noexcept = 0;
  /// Calls `session::flush` at the end of the turn.
  virtual void flush_later(session& self) = 0;
  /// The session is over: calls `session::finish` at the end of the turn, then destroys it.
  virtual void ended(session& self, close_reason reason) = 0;
  /// The session moved to a WebSocket, or an attempt to did not succeed; for the counters.
  enum class upgrade_result : std::uint8_t { done, failed };
  virtual void upgrade_ended(upgrade_result result) = 0;
};

}  // namespace webchats::engineio
