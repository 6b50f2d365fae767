#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "chat/outcome.hpp"
#include "chat/work_pool.hpp"

namespace webchats::chat {

/// argon2id, and bcrypt of people who come from elsewhere, on threads of its own, so that a wave of logins delays no
/// message. The queue is bounded: beyond it a request is refused at once with `rate_limited`.
class password_hasher {
 public:
  struct options {
    std::size_t threads = 2;
    std::size_t queue = 64;                              ///< waiting and running together
    unsigned long long operations = 2;                   ///< argon2id passes
    std::size_t memory = std::size_t{19} * 1024 * 1024;  ///< bytes
  };
  enum class verdict { match, mismatch };

  explicit password_hasher(options chosen);

  /// The encoded hash of `password`, with its parameters and a fresh salt. Comes back to the caller's executor.
  [[nodiscard]] flow<std::string> hash(std::string password);
  [[nodiscard]] flow<verdict> verify(std::string hash, std::string password);
  /// A hash of another kind than `hash` makes: to be replaced while the password is at hand.
  [[nodiscard]] static bool outdated(std::string_view hash) noexcept;
  /// Takes as long as `verify` and matches nothing: what an unknown account costs.
  [[nodiscard]] flow<verdict> verify_nobody(std::string password);

 private:
  options options_;
  std::string nobody_;
  work_pool pool_;
};

}  // namespace webchats::chat
