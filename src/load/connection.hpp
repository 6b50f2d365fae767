#pragma once

#include <sys/epoll.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "load/target.hpp"

namespace webchats::load {

class connection;

/// Why a connection ended.
struct loss {
  enum class cause : std::uint8_t {
    unreachable,   ///< no TCP connection
    http,          ///< the server answered something else than what a Socket.IO server does
    not_socketio,  ///< it does not speak the protocol
    refused,       ///< by the namespace
    silent,        ///< no answer in time
    turned_away,   ///< closed without an answer, before it had joined
    closed,        ///< by the server, later
  } why;
  std::string words;  ///< of the server or the system; may be empty
};

/// What a scenario does with its connections.
class listener {
 public:
  virtual ~listener() = default;
  /// The CONNECT of `self`, as an Engine.IO message: what it joins, and as whom.
  [[nodiscard]] virtual std::string greeting(const connection&) { return "40"; }
  /// Joined to its namespace.
  virtual void on_ready(connection& self) = 0;
  /// One Socket.IO text packet, without the Engine.IO digit.
  virtual void on_packet(connection& self, std::string_view packet) = 0;
  /// The answer to a `ping` of the WebSocket.
  virtual void on_pong(connection&, std::string_view) {}
  /// Refused, cut or broken; `lost_by()` says how.
  virtual void on_lost(connection& self) = 0;
};

/// One Socket.IO client (Engine.IO 4), non-blocking. It holds no buffer while it is quiet. What is said over the TCP
/// connection is the transport's business.
class connection {
 public:
  /// Starts connecting to `where`, which must outlive it, as number `number` of all. Throws std::system_error.
  connection(int epoll, const target& where, std::size_t number, listener& owner);
  virtual ~connection();
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;

  /// Handles what epoll reported; `buffer` is shared by all connections.
  void on_events(std::uint32_t events, std::span<char> buffer);
  /// Sends a Socket.IO packet. When ready.
  virtual void send(std::string_view packet) = 0;
  /// Leaves what arrives in the kernel, whose window closes; nothing is noticed any more, not even the end.
  void stop_reading();
  void resume_reading();
  /// Nanoseconds of the steady clock, when the bytes that are being handled were read.
  [[nodiscard]] std::uint64_t arrived_ns() const noexcept { return arrived_ns_; }
  [[nodiscard]] bool lost() const noexcept { return state_ == state::lost; }
  /// When lost.
  [[nodiscard]] const loss& lost_by() const noexcept { return loss_; }

  std::uint64_t next_sequence = 0;  ///< for the scenario: what it expects next
  std::uint32_t room = 0;           ///< for the scenario: where it is

 protected:
  virtual void on_connected() = 0;
  /// Handles what has arrived as a whole; how many bytes that were.
  virtual std::size_t consume(std::string_view input) = 0;
  void write(std::string_view bytes);
  void lose(loss::cause why, std::string words = {});
  [[nodiscard]] listener& owner() const noexcept { return owner_; }
  [[nodiscard]] const target& where() const noexcept { return where_; }

 private:
  enum class state : std::uint8_t { connecting, open, lost };

  void flush();
  void watch(std::uint32_t events);
  void on_writable_first();
  void on_input(std::span<char> buffer);

  int epoll_;
  int fd_;
  state state_ = state::connecting;
  std::uint32_t watched_ = 0;
  std::uint32_t reading_ = EPOLLIN;
  const target& where_;
  listener& owner_;
  std::uint64_t arrived_ns_ = 0;
  std::string partial_;  // of what has not arrived as a whole
  std::string unsent_;
  loss loss_{};
};

}  // namespace webchats::load
