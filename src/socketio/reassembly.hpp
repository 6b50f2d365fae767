#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "net/deadline.hpp"
#include "socketio/arguments.hpp"
#include "socketio/packet.hpp"
#include "socketio/socket.hpp"

namespace webchats::socketio {

class client;

/// A binary packet whose attachments have not all arrived. Ends its connection when they do not come in time.
class reassembly final : public net::deadline {
 public:
  /// `target`: null for a namespace that the server has left meanwhile; then the attachments are only swallowed.
  reassembly(client& owner, socket_ptr target, packet head, std::size_t byte_limit);

  /// What an attachment did to the packet.
  enum class progress : std::uint8_t { incomplete, complete, too_big };
  [[nodiscard]] progress add(std::string_view attachment);

  [[nodiscard]] const socket_ptr& target() const noexcept { return target_; }
  [[nodiscard]] packet_type type() const noexcept { return type_; }
  [[nodiscard]] std::optional<std::uint64_t> id() const noexcept { return id_; }
  /// Bytes of the attachments.
  [[nodiscard]] std::size_t size() const noexcept { return bytes_; }
  /// The whole list of arguments, an event's name included.
  [[nodiscard]] arguments take() noexcept { return std::move(values_); }

  void on_deadline() override;

 private:
  client& owner_;
  socket_ptr target_;
  packet_type type_;
  std::optional<std::uint64_t> id_;
  arguments values_;
  std::size_t expected_;
  std::size_t bytes_left_;
  std::size_t bytes_ = 0;
};

}  // namespace webchats::socketio
