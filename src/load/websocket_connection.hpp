#pragma once

#include "load/connection.hpp"

namespace webchats::load {

/// A client over WebSocket from the first byte, without polling before it.
class websocket_connection final : public connection {
 public:
  using connection::connection;
  void send(std::string_view packet) override;
  /// A ping frame with at most 125 bytes, which every WebSocket server answers (RFC 6455, section 5.5.2).
  void ping(std::string_view payload);

 private:
  enum class stage : std::uint8_t { upgrading, opening, joining, ready };

  void on_connected() override;
  std::size_t consume(std::string_view input) override;
  std::size_t upgrade(std::string_view input);
  void on_frame(unsigned char first, std::string_view payload);
  void on_text(std::string_view text);
  void write_frame(unsigned char first, std::string_view payload);

  stage stage_ = stage::upgrading;
};

}  // namespace webchats::load
