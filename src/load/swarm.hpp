#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "load/connection.hpp"

namespace webchats::load {

using steady = std::chrono::steady_clock;

enum class transport : std::uint8_t { websocket, polling };

/// Many connections on one thread and one epoll.
class swarm {
 public:
  explicit swarm(target where);
  ~swarm();
  swarm(const swarm&) = delete;
  swarm& operator=(const swarm&) = delete;

  /// One more connection, from the next of the sources.
  connection& add(listener& owner, transport kind = transport::websocket);
  void drop_all() { connections_.clear(); }
  [[nodiscard]] const std::vector<std::unique_ptr<connection>>& all() const noexcept { return connections_; }

  /// Handles events until `done()` or `until`; `done` is asked at least every `nap`.
  template <typename Done>
  bool run(steady::time_point until, Done&& done, std::chrono::milliseconds nap = std::chrono::milliseconds(20)) {
    while (!done()) {
      const auto left = until - steady::now();
      if (left <= left.zero()) return false;
      wait(std::min<std::chrono::nanoseconds>(left, nap));
    }
    return true;
  }

 private:
  void wait(std::chrono::nanoseconds longest);

  target where_;
  int epoll_;
  std::vector<char> buffer_;
  std::vector<std::unique_ptr<connection>> connections_;
};

}  // namespace webchats::load
