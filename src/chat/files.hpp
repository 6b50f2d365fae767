#pragma once

#include <string>

#include "chat/accounts.hpp"
#include "chat/limits.hpp"
#include "chat/outcome.hpp"
#include "chat/ports/clock.hpp"
#include "chat/ports/images.hpp"
#include "chat/ports/repository.hpp"
#include "chat/rate_limiter.hpp"

namespace webchats::chat {

/// Uploads. One for the process; may be used from any loop.
class files {
 public:
  files(file_repository& repository, image_store& images, accounts& people, const clock& time, const limits& bounds);

  /// Stores an image that `owner` may put into one message. Refuses with `unsupported`, `too_large`, `rate_limited`,
  /// `unavailable`.
  [[nodiscard]] flow<file> upload(user_id owner, std::string bytes);

  /// Stores an image and makes it the user's avatar. Refuses like `upload`.
  [[nodiscard]] flow<account> upload_avatar(user_id user, std::string bytes);

 private:
  file_repository& repository_;
  image_store& images_;
  accounts& accounts_;
  const clock& clock_;
  rate_limiter<user_id> uploads_;
};

}  // namespace webchats::chat
