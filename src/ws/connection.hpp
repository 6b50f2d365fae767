#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "base/shared_buffer.hpp"
#include "http/router.hpp"
#include "net/chunk.hpp"
#include "net/stream.hpp"
#include "ws/message_reader.hpp"
#include "ws/types.hpp"

namespace webchats::ws {

class connection;
class deflater;
class loop_resources;

/// What a WebSocket connection tells the protocol above it, on its loop.
class connection_handler {
 public:
  virtual ~connection_handler() = default;
  /// The handshake is done and `self` may be written to.
  virtual void on_open(connection& self) = 0;
  /// One whole message. Text is valid UTF-8. The bytes may be changed and are valid only during the call.
  virtual void on_message(connection& self, message_type type, std::span<char> payload) = 0;
  /// The end, once; `code` is what the peer sent, or what this side failed with. `abnormal`: the TCP connection ended
  /// without a close frame, `self.cause()` says why. `self` is not writable any more.
  virtual void on_close(connection& self, close_code code, std::string_view reason) = 0;
  /// The outbox is empty again after it was not.
  virtual void on_drain(connection&) {}
};

/// RFC 6455, server side, on one stream. Owned by its stream; ended by `close`, the peer, or an error.
///
/// Pings are answered here. An unfinished message and an unanswered close frame have a deadline. After `close` nothing
/// more is delivered. Frames made once with `encode_frame` are sent to any number of connections.
class connection final : public net::stream_handler {
 public:
  /// Runs the protocol on `stream`, whose handshake is done, and calls `on_open`. `settings.deflate` says what was
  /// agreed. `early` are bytes that came with the handshake. The result lives until the end of the turn in which the
  /// stream ends.
  static connection& start(net::stream& stream, const options& settings, std::unique_ptr<connection_handler> handler,
                           std::span<char> early = {});
  ~connection() override;

  /// Takes bytes of the client that came with the handshake, where `start` was not given them.
  void receive(std::span<char> early);
  /// Sends a message of this connection's own. False when closed or over the outbox limit.
  bool send(message_type type, std::string_view payload);
  /// Sends a frame made with `encode_frame`, without a copy.
  bool send_frame(net::chunk frame, net::departure when = net::departure::turn_end);
  /// Starts the closing handshake; a longer `reason` than 123 bytes is cut.
  void close(close_code code, std::string_view reason = {});
  /// Drops the TCP connection.
  void abort();

  /// What it runs on.
  [[nodiscard]] net::stream& stream() noexcept { return stream_; }
  /// What makes frames for `send_frame` smaller; null when the client does not take compressed ones.
  [[nodiscard]] deflater* packer() const noexcept;
  /// Why the TCP connection ended; `local` before that.
  [[nodiscard]] net::close_cause cause() const noexcept { return cause_; }

 private:
  enum class state : std::uint8_t {
    open,
    closing,  ///< our close frame is out, the peer's is awaited
    ended,    ///< the handler knows
  };
  struct extras;

  connection(net::stream& stream, const options& settings, std::unique_ptr<connection_handler> handler);
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;

  void on_bytes(std::span<char> bytes) override;
  void on_close(net::close_cause cause) override;
  void on_drain() override;

  void handle(const message& found);
  void handle(const ping& found);
  void handle(const pong&) {}
  void handle(const close_status& found);
  void handle(const failure& found);

  void answer_held_ping();
  void on_deadline();
  void await(std::chrono::milliseconds time);
  void shut_down(close_code code, std::string_view reason, std::string_view frame_reason);
  void end(close_code code, std::string_view reason);
  bool write_control(opcode op, std::string_view payload);
  extras& more();
  [[nodiscard]] loop_resources& shared() const noexcept;

  net::stream& stream_;
  std::unique_ptr<connection_handler> handler_;
  message_reader reader_;
  std::unique_ptr<extras> extras_;   // what few connections need, and not for long
  std::uint32_t close_timeout_;      // ms
  std::uint32_t message_timeout_;    // ms
  std::uint32_t deflate_threshold_;  // bytes
  options::deflate_mode deflate_;
  state state_ = state::open;
  net::close_cause cause_ = net::close_cause::local;
  std::uint8_t answered_pings_ = 0;  // of the bytes at hand
};

/// An unmasked, uncompressed frame (FIN set) around `payload`, to be shared by many connections.
[[nodiscard]] base::shared_buffer encode_frame(message_type type, std::string_view payload);

/// Answers an upgrade request: 101 and a running connection, or 400/426 and no connection (null).
/// `handler` is owned by the connection. The `Origin` policy is the caller's (checked before).
connection* accept(const http::request& request, http::responder responder, const options& settings,
                   std::unique_ptr<connection_handler> handler);

}  // namespace webchats::ws
