#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <openssl/types.h>

#include "net/tls.hpp"

namespace webchats::net {

/// One TLS connection, server side: sealed bytes in, plain bytes out, and back. No socket, no clock. Belongs to a
/// stream, moves with it to another loop.
///
/// What has to leave (records, the handshake, alerts) collects in `unsent`; it never waits for room, so no operation
/// is left half done. While idle it holds no buffer.
class tls_session {
 public:
  /// Most bytes of one record's content (RFC 8446 §5.1).
  static constexpr std::size_t record = std::size_t{16} * 1024;
  /// `open` may give this much more than it was given: a record whose beginning came before.
  static constexpr std::size_t headroom = 2 * record;

  explicit tls_session(const tls_context& context);
  ~tls_session();
  tls_session(const tls_session&) = delete;
  tls_session& operator=(const tls_session&) = delete;

  enum class next : std::uint8_t {
    more,    ///< go on
    ended,   ///< the peer has said that it sends no more (close_notify)
    failed,  ///< it broke the rules: send what is in `unsent`, an alert, and drop it
  };
  struct opened {
    std::size_t size;  ///< plain bytes, at the front of `room`
    next then;
  };
  /// Takes all of `sealed`. The plain bytes may overwrite it: `sealed` lies in `room`, at least `headroom` behind its
  /// front.
  [[nodiscard]] opened open(std::span<const char> sealed, std::span<char> room);

  /// Makes room in `unsent` for this many plain bytes, so that it is not larger than it must be.
  void expect(std::size_t plain);
  /// Adds `plain` to `unsent` in records. Once established; false when the connection is unusable.
  [[nodiscard]] bool seal(std::string_view plain);
  /// Adds the close_notify to `unsent`. True the first time, if there is one to send.
  [[nodiscard]] bool finish();

  [[nodiscard]] std::string_view unsent() const noexcept { return std::string_view(unsent_).substr(sent_); }
  /// The first `size` bytes of `unsent` have left.
  void sent(std::size_t size) noexcept;
  /// The plain bytes that were sealed since the last call.
  [[nodiscard]] std::size_t take_sealed() noexcept;

  /// The handshake is done.
  [[nodiscard]] bool established() const noexcept { return established_; }
  /// Not a byte of the peer has come.
  [[nodiscard]] bool untouched() const noexcept { return untouched_; }
  [[nodiscard]] std::chrono::milliseconds handshake_timeout() const noexcept;

 private:
  struct transport;

  std::shared_ptr<const tls_context::state> context_;
  std::unique_ptr<SSL, void (*)(SSL*)> ssl_;
  std::span<const char> received_;  // while `open` runs: what OpenSSL has not taken yet
  std::string unsent_;
  std::size_t sent_ = 0;
  std::size_t sealed_ = 0;
  bool established_ = false;
  bool untouched_ = true;
  bool finished_ = false;
};

}  // namespace webchats::net
