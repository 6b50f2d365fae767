#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "net/loop.hpp"
#include "socketio/acknowledge.hpp"
#include "socketio/handler_set.hpp"

namespace webchats::socketio {

/// Remembers what was asked for under a key and how it was acknowledged, so that a client that repeats itself gets the
/// same answer and nothing is done twice. Any thread. Bounded in time by the window, in number by `max_entries`: the
/// oldest is forgotten first.
class deduplicator {
 public:
  static constexpr std::size_t max_entries = 100'000;

  enum class verdict : std::uint8_t { first, repeated };
  /// `repeated`: `ack` gets the answer of the first, now or when it is there; the caller does nothing. `first`: the
  /// caller does the work and says `answered`, or `failed`.
  [[nodiscard]] verdict admit(const std::string& key, const acknowledge& ack, net::steady_time now,
                              std::chrono::milliseconds window);
  void answered(const std::string& key, const arguments& answer);
  /// The work did not succeed: the next repetition is a first.
  void failed(const std::string& key);

 private:
  struct entry {
    enum class state : std::uint8_t { running, done } state = state::running;
    net::steady_time until;
    arguments answer;
    std::vector<acknowledge> waiting;  // of repetitions that came before the answer
  };
  struct ending {
    net::steady_time until;
    std::string key;
  };
  void prune(net::steady_time now);

  std::mutex mutex_;
  string_map<entry> entries_;
  std::deque<ending> order_;
};

}  // namespace webchats::socketio
