#pragma once

#include <string>

#include "chat/outcome.hpp"
#include "chat/types.hpp"

namespace webchats::chat {

enum class image_use { message, avatar };

/// Where images go: sniffed, checked, re-encoded, given a thumbnail and an unguessable name. `media` implements it.
class image_store {
 public:
  virtual ~image_store() = default;

  /// Stores the image in `bytes`; answers with everything but who it belongs to.
  /// Refuses with `unsupported`, `too_large` or `unavailable` (pool or disk full). Durable when it answers.
  [[nodiscard]] virtual flow<file> put(std::string bytes, image_use use) = 0;

  /// Forgets an image that nothing refers to. Best effort; from any thread.
  virtual void remove(const file& image) noexcept = 0;
};

}  // namespace webchats::chat
