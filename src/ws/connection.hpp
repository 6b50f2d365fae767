#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "http/router.hpp"
#include "net/stream.hpp"

namespace webchats::ws {

enum class message_type : std::uint8_t { text, binary };

/// Status codes of RFC 6455 §7.4.1 that this side sends or sees.
enum class close_code : std::uint16_t {
  normal = 1000, going_away = 1001, protocol_error = 1002, unsupported = 1003, no_status = 1005, abnormal = 1006,
  invalid_payload = 1007, policy = 1008, too_big = 1009, internal_error = 1011, service_restart = 1012, try_again_later = 1013,
};

class connection;

/// What a WebSocket connection tells the protocol above it, on its loop.
class connection_handler {
 public:
  virtual ~connection_handler() = default;
  /// The handshake is done and `self` may be written to.
  virtual void on_open(connection& self) = 0;
  /// One whole message. Text is valid UTF-8. The bytes may be changed and are valid only during the call.
  virtual void on_message(connection& self, message_type type, std::span<char> payload) = 0;
  /// The end, once; `code` is what the peer sent, or what this side failed with. `self` is not writable any more.
  virtual void on_close(connection& self, close_code code, std::string_view reason) = 0;
  /// The outbox is empty again after it was not.
  virtual void on_drain(connection&) {}
};

struct options {
  std::size_t max_message = 1'000'000;                  ///< bytes after reassembly → 1009
  std::size_t max_fragments = 65'536;                   ///< frames of one message
  std::chrono::milliseconds close_timeout{5'000};       ///< for the peer's answer to our close frame
  enum class deflate_mode { off, on } deflate = deflate_mode::off;  ///< RFC 7692, no context takeover
};

/// RFC 6455, server side, on one stream. Owned by its stream; ended by `close`, the peer, or an error.
/// Pings are answered here. Frames made once with `encode_frame` are sent to any number of connections.
class connection : public net::stream_handler {
 public:
  /// Sends a message of this connection's own. False when closed or over the outbox limit.
  bool send(message_type type, std::string_view payload);
  /// Sends a frame made with `encode_frame`, without a copy.
  bool send_frame(net::chunk frame);
  /// Starts the closing handshake; `reason` at most 123 bytes.
  void close(close_code code, std::string_view reason = {});
  /// Drops the TCP connection.
  void abort();

  [[nodiscard]] net::stream& stream() noexcept;
};

/// An unmasked, uncompressed frame (FIN set) around `payload`, to be shared by many connections.
[[nodiscard]] base::shared_buffer encode_frame(message_type type, std::string_view payload);

/// Answers an upgrade request: 101 and a running connection, or 400/426 and no connection (null).
/// `handler` is owned by the connection. The `Origin` policy is the caller's (checked before).
connection* accept(const http::request& request, http::responder responder, const options& settings,
                   std::unique_ptr<connection_handler> handler);

}  // namespace webchats::ws
