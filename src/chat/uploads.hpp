#pragma once

#include <cstdint>
#include <string>

#include "chat/limits.hpp"
#include "chat/outcome.hpp"
#include "chat/ports/clock.hpp"
#include "chat/ports/file_space.hpp"
#include "chat/ports/repository.hpp"
#include "chat/ports/upload_repository.hpp"
#include "chat/rate_limiter.hpp"
#include "chat/turnstile.hpp"

namespace webchats::chat {

/// Where an upload is.
struct upload_progress {
  upload what;
  std::int64_t offset = 0;  ///< bytes that are on disk
};

/// Large files that come in pieces, over as many connections as it takes. Only their owner knows of them. One for the
/// process; may be used from any loop.
class uploads {
 public:
  uploads(upload_repository& repository, file_repository& files, file_space& space, const clock& time,
          const limits& bounds);

  /// Announces a file of `size` bytes. Refuses with `invalid`, `too_large`, `quota_exceeded`, `storage_full`,
  /// `rate_limited`.
  [[nodiscard]] flow<upload_progress> begin(user_id owner, std::string name, std::int64_t size);

  /// Refuses with `not_found`, as the following do.
  [[nodiscard]] flow<upload_progress> find(user_id owner, upload_id wanted);

  /// Adds the bytes that begin at `piece.offset`; answers where the next ones begin. Refuses with `misplaced` when they
  /// do not follow what is there, `too_large` when there are more than announced.
  [[nodiscard]] flow<std::int64_t> append(user_id owner, upload_piece piece);

  /// Makes the file; a second time it is the same one. Refuses with `misplaced` when bytes are missing, with
  /// `too_large` when it is an image above the bounds.
  [[nodiscard]] flow<file> complete(user_id owner, upload_id wanted);

  [[nodiscard]] flow<void> cancel(user_id owner, upload_id wanted);

 private:
  [[nodiscard]] flow<upload> live(user_id owner, upload_id wanted);
  [[nodiscard]] flow<turnstile::pass> enter(user_id owner, upload_id wanted);

  upload_repository& repository_;
  file_repository& files_;
  file_space& space_;
  const clock& clock_;
  const limits& limits_;
  rate_limiter<user_id> begun_;
  rate_limiter<user_id> pieces_;
  turnstile same_upload_;
};

}  // namespace webchats::chat
