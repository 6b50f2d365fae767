#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <boost/unordered_map.hpp>

#include "chat/limits.hpp"
#include "chat/types.hpp"

namespace webchats::chat {

/// Sessions that were looked up lately, by the hash of their token, so that an event costs no SQL.
/// Bounded: when full, half of it is forgotten. May be used from any thread.
class session_cache {
 public:
  /// What was read from the database may be put in only if nothing was revoked in between: take the epoch before
  /// reading.
  using epoch = std::uint64_t;

  struct entry {
    account me;
    chat::session session;
  };

  explicit session_cache(std::size_t most) : most_(most) {}

  [[nodiscard]] epoch now() const;
  [[nodiscard]] std::optional<entry> find(std::string_view token_hash) const;
  void put(const std::string& token_hash, entry found, epoch taken_before);
  /// Remembers that the session was used.
  void touched(std::string_view token_hash, instant when);
  void forget(std::string_view token_hash);
  /// A profile changed: what is remembered of this user is read again.
  void forget_user(user_id user);

 private:
  std::size_t most_;
  mutable std::mutex mutex_;
  epoch epoch_ = 0;
  boost::unordered_map<std::string, entry> entries_;
};

}  // namespace webchats::chat
