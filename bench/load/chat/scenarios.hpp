#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace load {

/// What a run is asked to do.
struct plan {
  std::filesystem::path server;  ///< the program `webchats`, or `bench_server` for `plain`
  std::filesystem::path data;    ///< empty directory for database and log
  std::size_t people = 100;
  std::size_t rooms = 20;
  std::size_t senders = 100;
  std::size_t in_flight = 4;  ///< per sender; without `rate`
  double rate = 0;           ///< messages a second of all senders together, whatever is still on its way; 0 = in_flight
  std::size_t payload = 64;  ///< bytes of text
  std::chrono::milliseconds warm_up{1'000};
  std::chrono::milliseconds duration{5'000};
};

/// Each starts the server, runs one measurement and returns it as one line of `name=value` pairs. They throw when the
/// server refuses, loses, doubles or reorders anything.

/// Senders write into their rooms; every member checks every message, every sender every acknowledgement.
[[nodiscard]] std::string talk(const plan& p);
/// Everybody is there, the server is killed and started again, and everybody comes back at once and asks for `sync`.
[[nodiscard]] std::string reconnect(const plan& p);
/// The same with a server that has no chat.
[[nodiscard]] std::string reconnect_plain(const plan& p);

/// Command line of a chat server on `p.data` whose limits are above what a run does. 0 = any free port.
[[nodiscard]] std::vector<std::string> serve_command(const plan& p, std::uint16_t port);

}  // namespace load
