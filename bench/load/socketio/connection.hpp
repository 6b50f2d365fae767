#pragma once

#include <sys/epoll.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace load {

class connection;

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
  /// Refused, cut or broken. Nobody expects that.
  virtual void on_lost(connection& self) = 0;
};

/// One Socket.IO client (Engine.IO 4), non-blocking. It holds no buffer while it is quiet. What is said over the TCP
/// connection is the transport's business.
class connection {
 public:
  /// Starts connecting to 127.0.0.1:`port` from 127.0.0.`source`. Throws std::system_error.
  connection(int epoll, std::uint16_t port, unsigned source, listener& owner);
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

  std::uint64_t next_sequence = 0;  ///< for the scenario: what it expects next
  std::uint32_t room = 0;           ///< for the scenario: where it is

 protected:
  virtual void on_connected() = 0;
  /// Handles what has arrived as a whole; how many bytes that were.
  virtual std::size_t consume(std::string_view input) = 0;
  void write(std::string_view bytes);
  void lose();
  [[nodiscard]] bool lost() const noexcept { return state_ == state::lost; }
  [[nodiscard]] listener& owner() const noexcept { return owner_; }

 private:
  enum class state : std::uint8_t { connecting, open, lost };

  void flush();
  void watch(std::uint32_t events);
  void on_input(std::span<char> buffer);

  int epoll_;
  int fd_;
  state state_ = state::connecting;
  std::uint32_t watched_ = 0;
  std::uint32_t reading_ = EPOLLIN;
  listener& owner_;
  std::uint64_t arrived_ns_ = 0;
  std::string partial_;  // of what has not arrived as a whole
  std::string unsent_;
};

}  // namespace load
