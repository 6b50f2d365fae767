#pragma once

#include "connection.hpp"

namespace load {

/// A client over WebSocket from the first byte, without polling before it.
class websocket_connection final : public connection {
 public:
  using connection::connection;
  void send(std::string_view packet) override;

 private:
  enum class stage : std::uint8_t { upgrading, opening, joining, ready };

  void on_connected() override;
  std::size_t consume(std::string_view input) override;
  void on_text(std::string_view text);
  void write_frame(std::string_view payload);

  stage stage_ = stage::upgrading;
};

}  // namespace load
