#pragma once

#include <string>

#include "chat/limits.hpp"
#include "chat/outcome.hpp"
#include "chat/ports/clock.hpp"
#include "chat/ports/images.hpp"
#include "chat/ports/repository.hpp"
#include "chat/rate_limiter.hpp"
#include "chat/turnstile.hpp"

namespace webchats::chat {

/// A client of the original sends an image twice: as an HTTP upload and as a socket message with the same bytes.
/// Whichever comes first makes the row and the live message; the other one finds it and changes nothing. What waits for
/// its other half is in the database, so a restart in between is harmless. Two equal images sent on purpose are two
/// pairs and two messages. One for the process; may be used from any loop.
class image_meeting {
 public:
  image_meeting(message_repository& repository, image_store& images, const clock& time, const limits& bounds);

  /// Brings one half. Answers `first` for the half that made the message, `repeated` for the one that found it.
  /// Refuses like `messages::post` and `files::upload`.
  [[nodiscard]] flow<appended> arrive(user_id author, room_id room, image_half half, std::string bytes);

 private:
  message_repository& repository_;
  image_store& images_;
  const clock& clock_;
  const limits& limits_;
  rate_limiter<user_id> images_sent_;
  turnstile same_image_;  ///< so that two halves at once are not both re-encoded
};

}  // namespace webchats::chat
