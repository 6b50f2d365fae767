#pragma once

#include "load/connection.hpp"

namespace webchats::load {

/// A client over HTTP long polling: one TCP connection that is kept, one request at a time. When nothing is to be said
/// its GET waits at the server.
class polling_connection final : public connection {
 public:
  using connection::connection;
  /// Goes with the next POST, after the GET that waits has been answered.
  void send(std::string_view packet) override;

 private:
  void on_connected() override;
  std::size_t consume(std::string_view input) override;
  void on_body(std::string_view body);
  void on_text(std::string_view text);
  void request();

  enum class asked : std::uint8_t { get, post } asked_ = asked::get;
  std::string session_;  // empty before OPEN
  std::string to_post_;
};

}  // namespace webchats::load
