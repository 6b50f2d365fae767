#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <expected>
#include <string>

namespace webchats::load {

/// A server to be loaded: where it listens, and how it is spoken to.
struct target {
  sockaddr_storage address{};
  socklen_t address_size = 0;
  std::string host;                  ///< of the Host header
  std::string path = "/socket.io/";  ///< of Engine.IO
  unsigned sources = 0;              ///< connect from 127.0.0.1, .2, … in turn, so many; 0 = the kernel chooses

  /// On this machine's own network, which nobody else is on.
  [[nodiscard]] bool is_loopback() const noexcept;
};

/// 127.0.0.1:`port`, loaded from eight addresses: one has too few ports for tens of thousands of connections.
[[nodiscard]] target loopback(std::uint16_t port);

/// The first address of `host` that accepts a TCP connection on `port`, or else why none does, in the system's words.
/// Blocks, at most five seconds for each address.
[[nodiscard]] std::expected<target, std::string> find_server(const std::string& host, std::uint16_t port);

/// Whether every address of `host` is the loopback's. Names are looked up. False for what has no address.
[[nodiscard]] bool is_own_machine(const std::string& host);

}  // namespace webchats::load
