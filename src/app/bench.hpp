#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "app/commands.hpp"

namespace webchats::app {

/// Whether the person has said that the server is theirs: load on somebody else's machine is an attack.
enum class ownership : std::uint8_t { unsaid, mine };

/// What `webchats bench` is asked.
struct bench_request {
  std::string url;  ///< of a running server; empty = one of its own
  std::optional<std::size_t> connections;
  std::string name_space = "/";
  std::string event = "echo";
  std::chrono::milliseconds duration{3'000};  ///< of each measurement
  ownership remote_server = ownership::unsaid;
};

/// Measures what a server of its own carries on this machine, or, with a URL, a running one, and prints a table to
/// stdout, in the language of the terminal. Progress and what went wrong go to stderr. Reads no configuration, touches
/// no data. Before any thread is started.
[[nodiscard]] exit_code bench(const bench_request& asked);

}  // namespace webchats::app
