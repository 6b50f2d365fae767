#pragma once

#include <cstddef>
#include <deque>
#include <mutex>
#include <string>
#include <utility>
#include <boost/unordered_map.hpp>

#include "chat/completion.hpp"
#include "chat/outcome.hpp"

namespace webchats::chat {

/// One flow at a time per key; the others wait in line. May be used from any thread; must outlive its passes.
class turnstile {
 public:
  /// The turn of one flow; ends when destroyed.
  class pass {
   public:
    pass(pass&& other) noexcept : owner_(std::exchange(other.owner_, nullptr)), key_(std::move(other.key_)) {}
    pass& operator=(pass&&) = delete;
    ~pass() {
      if (owner_) owner_->leave(key_);
    }

   private:
    friend class turnstile;
    pass(turnstile& owner, std::string key) : owner_(&owner), key_(std::move(key)) {}
    turnstile* owner_;
    std::string key_;
  };

  /// `longest_line`: flows that may wait for one key; `most_keys`: keys at work at the same time.
  turnstile(std::size_t longest_line, std::size_t most_keys) : longest_line_(longest_line), most_keys_(most_keys) {}

  /// Waits for the turn; refuses with `rate_limited` when the line is too long.
  [[nodiscard]] flow<pass> enter(std::string key);

 private:
  void enlist(const std::string& key, completion<void> waiting);
  void leave(const std::string& key);

  std::size_t longest_line_;
  std::size_t most_keys_;
  std::mutex mutex_;
  boost::unordered_map<std::string, std::deque<completion<void>>>
      lines_;  ///< a key is here while somebody has its turn
};

}  // namespace webchats::chat
