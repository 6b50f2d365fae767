#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "chat/outcome.hpp"
#include "chat/types.hpp"

namespace webchats::chat {

/// A file that was announced and comes in pieces.
struct upload {
  upload_id id;
  user_id owner;
  std::string name;
  std::int64_t size = 0;  ///< bytes it will have
  std::string url;        ///< where it is stored
  instant created;
  std::optional<file_id> made{};  ///< the file that was made of it
};

/// How much a person may have, what is announced included.
struct allowance {
  std::int64_t bytes;
  std::size_t uploads;  ///< not complete
};

/// Announced files. Rules as in `repository.hpp`.
class upload_repository {
 public:
  virtual ~upload_repository() = default;
  /// Refuses with `quota_exceeded`.
  [[nodiscard]] virtual flow<void> begin(upload announced, allowance most) = 0;
  /// Refuses with `not_found`, also when it is another's.
  [[nodiscard]] virtual flow<upload> find(user_id owner, upload_id wanted) = 0;
  /// Remembers the file that was made of it. Its place is doomed when the file is not there.
  [[nodiscard]] virtual flow<void> complete(upload done, file made, instant now) = 0;
  /// Forgets it; its place is doomed, and the file that was made of it stays.
  [[nodiscard]] virtual flow<void> cancel(upload ended, instant now) = 0;
};

/// What is stored and nobody needs any more. A URL is doomed in the transaction that takes its last use away, and
/// forgotten when the bytes are gone: what happens in between can only delay it.
class doomed_repository {
 public:
  virtual ~doomed_repository() = default;
  /// Dooms at most `most` files that were added before `before` and are in no message, and as many uploads that were
  /// announced before it. Answers how many.
  [[nodiscard]] virtual flow<std::size_t> doom_unused(instant before, std::size_t most, instant now) = 0;
  /// The first `most` doomed URLs.
  [[nodiscard]] virtual flow<std::vector<std::string>> doomed(std::size_t most) = 0;
  [[nodiscard]] virtual flow<void> forget(std::vector<std::string> urls) = 0;
};

}  // namespace webchats::chat
