#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "engineio/session_host.hpp"
#include "net/deadline.hpp"
#include "ws/connection.hpp"

namespace webchats::engineio {

/// Ties a WebSocket connection to its session: frames up, frames down, and the end of either.
/// Owned by the connection, on its loop.
class websocket_link final : public ws::connection_handler, public websocket {
 public:
  /// When the connection runs, before any of its messages.
  void attach(session& owner) noexcept { session_ = &owner; }
  /// Keeps what is sent, up to `limit` bytes, until the interval of `queue` is over. Called at most once, before
  /// anything is sent.
  void hold(net::deadline_queue& queue, std::size_t limit);

  send_outcome send(net::chunk frame, net::departure when) override;
  void hasten() override;
  void close(farewell words) override;
  void detach() noexcept override { session_ = nullptr; }
  [[nodiscard]] std::size_t pending() const noexcept override;
  [[nodiscard]] bool writable() const noexcept override;
  [[nodiscard]] ws::deflater* packer() const noexcept override {
    return connection_ == nullptr ? nullptr : connection_->packer();
  }

 private:
  void on_open(ws::connection& self) override;
  void on_message(ws::connection& self, ws::message_type type, std::span<char> payload) override;
  void on_close(ws::connection& self, ws::close_code code, std::string_view reason) override;
  void on_drain(ws::connection& self) override;

  /// Frames of a connection that is held, and the close that follows them.
  struct held_frames final : net::deadline {
    held_frames(websocket_link& link, std::size_t most) : owner(link), limit(most) {}
    void on_deadline() override { owner.release(); }
    websocket_link& owner;
    std::vector<net::chunk> frames;
    const std::size_t limit;
    std::size_t bytes = 0;
    std::optional<farewell> last;
  };
  void release();

  ws::connection* connection_ = nullptr;
  session* session_ = nullptr;
  std::unique_ptr<held_frames> held_;
};

}  // namespace webchats::engineio
