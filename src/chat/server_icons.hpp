#pragma once

#include <string>

#include "chat/limits.hpp"
#include "chat/outcome.hpp"
#include "chat/ports/clock.hpp"
#include "chat/ports/images.hpp"
#include "chat/rate_limiter.hpp"
#include "chat/settings.hpp"

namespace webchats::chat {

/// The server's own icon. One for the process; may be used from any loop.
class server_icons {
 public:
  server_icons(settings& chosen, image_store& images, const clock& time, const limits& bounds);

  /// Makes the image in `bytes` the icon, for owner and admins. Refuses with `forbidden`, and like
  /// `files::upload_avatar`.
  [[nodiscard]] flow<server_settings> put(user actor, std::string bytes);
  /// Takes it away, for owner and admins: the built-in one is shown again. Refuses like `settings::change`.
  [[nodiscard]] flow<server_settings> remove(user actor);

 private:
  settings& settings_;
  image_store& images_;
  const clock& clock_;
  rate_limiter<user_id> uploads_;
};

}  // namespace webchats::chat
