#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "load/connection.hpp"
#include "load/histogram.hpp"

namespace webchats::load {

/// How to load a server of which only the protocol is known.
struct visit_plan {
  target where = {};
  std::string name_space = "/";
  std::string event = "echo";  ///< sent with an acknowledgement, when the server answers it
  std::size_t connections = 100;
  std::size_t payload = 64;                    ///< bytes of text in an event
  std::chrono::milliseconds duration{3000};    ///< of each measurement
  std::chrono::milliseconds patience{10'000};  ///< without any progress, before the rest is given up
};

/// How many round trips in how long, one under way per connection.
struct round_trips {
  std::size_t count = 0;
  std::chrono::duration<double> wall{};
  histogram latencies;

  [[nodiscard]] double per_second() const noexcept { return static_cast<double>(count) / wall.count(); }
};

/// What was found.
struct visit_figures {
  std::size_t joined = 0;
  std::chrono::duration<double> joining{};  ///< from the first connection to the last that joined
  histogram join_times;                     ///< of each connection: from TCP to its namespace
  std::optional<loss> refusal;              ///< the first connection that did not join
  round_trips pings;                        ///< of WebSocket ping frames
  std::optional<round_trips> events;        ///< nothing when the server does not acknowledge the event
  std::size_t stayed = 0;                   ///< still joined at the end, after as long a quiet time
  std::optional<loss> parting;              ///< how the first that did not stay was lost
};

enum class visit_step : std::uint8_t { joining, pinging, asking, resting };

/// Connects, measures what every server can answer, and leaves. `progress` is told before each step. What goes wrong is
/// in the figures; with nobody joined the other steps are left out. Throws std::system_error without files or memory.
[[nodiscard]] visit_figures visit(const visit_plan& p, const std::function<void(visit_step)>& progress);

}  // namespace webchats::load
