#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "engineio/packet.hpp"
#include "engineio/polling_transport.hpp"
#include "engineio/protocol.hpp"
#include "engineio/session_host.hpp"
#include "engineio/session_id.hpp"
#include "engineio/shared_message.hpp"
#include "engineio/v3_text.hpp"
#include "net/deadline.hpp"

namespace webchats::engineio {

class session;

/// What a session tells the protocol above it, on the session's loop, in order.
/// An exception out of it is logged and ends the session with `transport_error`.
class session_handler {
 public:
  virtual ~session_handler() = default;
  /// A message; bytes valid only during the call. Text is valid UTF-8. Not called after `session::close`.
  virtual void on_message(session& self, message_type type, std::string_view payload) = 0;
  /// The end, once, at the end of a turn: never from within a call of the session's own functions.
  /// Handler and session are destroyed right after it. `detail` is for logs and may be empty.
  virtual void on_close(session& self, close_reason reason, std::string_view detail) = 0;
  /// Everything that waited has gone to the transport, or a poll has come and nothing waits for it: what was held back
  /// may be sent. Whether it leaves at once says `session::writable`.
  virtual void on_drain(session&) {}
  /// The session moved from polling to a WebSocket; what waited is in it. `on_drain` follows.
  virtual void on_upgrade(session&) {}
};

/// One Engine.IO session: heartbeat, transports, upgrade, and what waits to be sent. A plain state machine: sockets,
/// HTTP and clocks are behind `session_host`, `websocket` and `exchange`.
/// Lives on one loop and is touched only there; owned by its loop's table until `session_handler::on_close` returns.
class session final : private net::deadline {
 public:
  /// Made by the server; `host` outlives it. `max_payload`: bytes per POST body and WebSocket message, below 4 GiB.
  session(session_host& host, const session_id& id, polling_format polling, std::size_t max_payload = 1'000'000);
  ~session() override;
  session(const session&) = delete;
  session& operator=(const session&) = delete;

  // ---- for the protocol above ----

  /// The secret id; whoever knows it is the client.
  [[nodiscard]] std::string_view id() const noexcept { return id_.view(); }
  [[nodiscard]] const session_id& sid() const noexcept { return id_; }  ///< the same
  /// Of Engine.IO, as the client speaks it.
  [[nodiscard]] protocol revision() const noexcept { return format_.revision; }
  /// The one that packets leave by now.
  [[nodiscard]] transport current_transport() const noexcept;
  /// Where it lives.
  [[nodiscard]] net::loop& loop() noexcept { return host_.loop(); }
  /// It takes messages.
  [[nodiscard]] bool open() const noexcept { return state_ == state::open; }
  /// A message sent now leaves at the end of this turn: a poll waits, or the WebSocket takes bytes. When not,
  /// `session_handler::on_drain` follows.
  [[nodiscard]] bool writable() const noexcept;
  /// Bytes that wait to be sent.
  [[nodiscard]] std::size_t pending() const noexcept;
  /// Most bytes of a message of this client.
  [[nodiscard]] std::size_t max_payload() const noexcept { return max_payload_; }

  /// Queues a message of this session's own. False when the session is not open, or ends now because more waits than
  /// the outbox may hold (`slow_consumer`).
  bool send(message_type type, std::string_view payload, compression mode = compression::allow);
  /// Queues a message that many get, without a copy.
  bool send(const delivery& message, compression mode = compression::allow,
            net::departure when = net::departure::turn_end);
  bool send(const shared_message& message, compression mode = compression::allow) {
    return send(delivery(message), mode);
  }

  /// What was sent for later leaves at the end of this turn.
  void hasten();

  /// Ends the session after what is queued has been sent; a polling client without a poll is waited for up to 30 s.
  /// From now on nothing is received and nothing accepted for sending.
  void close(close_reason reason = close_reason::forced_close);
  /// Ends the session now; what is queued leaves only if a poll waits or the WebSocket takes it.
  void abort(close_reason reason, std::string_view detail = {});

  // ---- for the host: what happens to the session, on its loop ----

  /// First call: queues OPEN and starts the heartbeat. `socket`: null for a polling client.
  void begin(websocket* socket);
  /// Second call, after the protocol above has accepted: its handler.
  void attach(std::unique_ptr<session_handler> handler) { handler_ = std::move(handler); }
  /// Third call, polling only: the answer to the handshake. Revision 4 gets OPEN alone, revision 3 also what the
  /// protocol above has queued meanwhile.
  void answer_handshake(std::shared_ptr<exchange> poll, std::string callback);

  /// True, and the session ends, when its heartbeat is overdue although no timer has told it yet.
  bool expire();
  /// A poll came; `callback` is the number of JSONP, or empty.
  void on_poll(std::shared_ptr<exchange> poll, std::string callback);
  /// The client of a poll has gone.
  void on_poll_aborted(const exchange& poll);
  /// What a body is said to be.
  enum class content : std::uint8_t { text, octet_stream };
  /// Packets came in a request; `body` is no larger than `max_payload`.
  void on_post(exchange& reply, content type, std::string body);
  /// A WebSocket came with this session's id: probed, or closed when another one is in its place.
  void on_upgrade(websocket& socket);
  /// The following are told by a WebSocket of this session.
  void on_frame(websocket& from, message_type type, std::string_view bytes);
  void on_websocket_drained(websocket& from);
  void on_websocket_closed(websocket& from, close_reason reason, std::string_view detail);
  /// The WebSocket is about to end for a message over the limit.
  void note_oversized() noexcept { host_.traffic.oversized.add(); }
  /// The end of the turn: a waiting poll gets what was queued.
  void flush();
  /// Tells the handler of the end; the host destroys the session next.
  void finish();

 private:
  enum class state : std::uint8_t { open, closing, closed };
  enum class beat : std::uint8_t { idle, ping_due, ping_held, pong_due, silence, drain };
  enum class probe_step : std::uint8_t { none, awaits_probe, awaits_upgrade };

  struct extras;

  [[nodiscard]] std::string open_json() const;
  bool enqueue(outgoing entry);
  void enqueue(packet_type type, std::string_view data = {});
  bool count(bool sent, std::size_t data_size) noexcept;
  bool pass_on(outgoing entry);
  bool pass_on(net::chunk frame, net::departure when);
  bool hold(outgoing entry, net::departure when);
  [[nodiscard]] ws::deflater* packer_for(std::size_t size, compression mode) const noexcept;
  void on_packet(const packet& received);
  [[nodiscard]] bool is_within_rate(std::size_t bytes);
  [[nodiscard]] bool is_encoded_twice(std::string_view payload);
  void deliver(const packet& received);
  void drained();
  void upgraded();
  template <class Call>
  void tell(const char* what, Call call);

  void start_ping_interval();
  void send_ping();
  void note_activity();
  void on_deadline() override;  // of the heartbeat

  void on_probe_frame(message_type type, std::string_view bytes);
  void complete_upgrade();
  void end_probe();
  [[nodiscard]] websocket* forget_probe() noexcept;
  [[nodiscard]] probe_step probing() const noexcept;
  [[nodiscard]] bool is_probe(const websocket& one) const noexcept;
  void release_held_ping();

  void end_slow_consumer();
  void end(close_reason reason, std::string_view detail);

  extras& more();

  session_host& host_;
  const session_id id_;
  const polling_format format_;
  state state_ = state::open;
  beat beat_ = beat::idle;
  close_reason reason_ = close_reason::transport_close;
  utf8_layers post_layers_ = utf8_layers::unknown;  ///< of what the client posts: `once` when it has shown that
  enum class flush_state : std::uint8_t { clean, scheduled } flush_ = flush_state::clean;
  const std::uint32_t max_payload_;
  std::unique_ptr<session_handler> handler_;
  std::unique_ptr<polling_transport> polling_;  ///< null once the session is on a WebSocket
  websocket* socket_ = nullptr;                 ///< the session's WebSocket, if it is on one
  net::steady_time due_{};                      ///< exact time of what `beat_` waits for
  std::unique_ptr<extras> extras_;              ///< what few sessions have, or not for long
};

}  // namespace webchats::engineio
