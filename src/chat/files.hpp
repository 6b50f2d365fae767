#pragma once

#include <string>
#include <utility>

#include "chat/accounts.hpp"
#include "chat/limits.hpp"
#include "chat/outcome.hpp"
#include "chat/ports/clock.hpp"
#include "chat/ports/file_space.hpp"
#include "chat/ports/images.hpp"
#include "chat/ports/repository.hpp"
#include "chat/rate_limiter.hpp"

namespace webchats::chat {

/// Uploads. One for the process; may be used from any loop.
class files {
 public:
  files(file_repository& repository, file_space& space, image_store& images, accounts& people, const clock& time,
        const limits& bounds);

  /// Stores a file that `owner` may put into one message. Refuses with `too_large`, `quota_exceeded`, `storage_full`,
  /// `rate_limited`, `unavailable`.
  [[nodiscard]] flow<file> upload(user_id owner, std::string name, std::string bytes);

  /// The file with this id, whoever asks: its name is the secret. Refuses with `not_found`.
  [[nodiscard]] flow<file> find(file_id wanted) { return repository_.find(std::move(wanted)); }

  /// Stores an image and makes it the user's avatar. Refuses with `unsupported`, and like `upload`.
  [[nodiscard]] flow<account> upload_avatar(user_id user, std::string bytes);

 private:
  file_repository& repository_;
  file_space& space_;
  image_store& images_;
  accounts& accounts_;
  const clock& clock_;
  const limits& limits_;
  rate_limiter<user_id> uploads_;
};

}  // namespace webchats::chat
