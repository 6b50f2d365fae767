#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace webchats::test {

/// A blocking TCP client for tests against a loop in another thread. Every wait ends after ten seconds with a test
/// failure.
class tcp_client {
 public:
  /// Connects to 127.0.0.1. `receive_buffer` in bytes; 0 leaves the kernel's.
  explicit tcp_client(std::uint16_t port, int receive_buffer = 0);
  ~tcp_client();
  tcp_client(const tcp_client&) = delete;
  tcp_client& operator=(const tcp_client&) = delete;

  /// False when the peer has closed.
  bool send(std::string_view bytes);
  /// What comes next, at most `size` bytes; empty when the peer closes.
  [[nodiscard]] std::string receive_some(std::size_t size);
  /// Exactly `size` bytes; fewer when the peer closes before.
  [[nodiscard]] std::string receive(std::size_t size);
  /// Up to and including `end`; what came when the peer closes before.
  [[nodiscard]] std::string receive_until(std::string_view end);
  /// Everything until the peer closes.
  [[nodiscard]] std::string receive_all();
  /// The last receive ended with a reset and not with the peer's FIN.
  [[nodiscard]] bool was_reset() const { return reset_; }

  void finish_sending();
  void close();
  /// Closes with a reset.
  void reset();
  /// TCP segments with data that have arrived.
  [[nodiscard]] std::uint32_t segments_received() const;

 private:
  int descriptor_ = -1;
  std::string ahead_;  // received but not asked for yet
  bool reset_ = false;
};

}  // namespace webchats::test
