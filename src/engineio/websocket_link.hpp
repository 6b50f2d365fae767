#pragma once

#include <functional>

#include "engineio/session_host.hpp"
#include "ws/connection.hpp"

namespace webchats::engineio {

/// Ties a WebSocket connection to its session: frames up, frames down, and the end of either.
/// Owned by the connection, on its loop.
class websocket_link final : public ws::connection_handler, public websocket {
 public:
  /// Called when the connection runs, before any of its messages; tells the link its session.
  using opener = std::function<void(websocket_link&)>;
  /// `on_open` must live until it was called. `outbox_limit` in bytes.
  websocket_link(const opener& on_open, std::size_t outbox_limit) : opener_(&on_open), outbox_limit_(outbox_limit) {}

  void attach(session& owner) noexcept { session_ = &owner; }

  send_outcome send(net::chunk frame) override;
  void close(farewell words) override;
  void detach() noexcept override { session_ = nullptr; }
  [[nodiscard]] std::size_t pending() const noexcept override;

 private:
  void on_open(ws::connection& self) override;
  void on_message(ws::connection& self, ws::message_type type, std::span<char> payload) override;
  void on_close(ws::connection& self, ws::close_code code, std::string_view reason) override;
  void on_drain(ws::connection& self) override;

  const opener* opener_;
  std::size_t outbox_limit_;
  ws::connection* connection_ = nullptr;
  session* session_ = nullptr;
};

}  // namespace webchats::engineio
