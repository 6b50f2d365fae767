#pragma once

#include <string>

#include "chat/outcome.hpp"
#include "chat/types.hpp"

namespace webchats::chat {

enum class image_use { message, avatar };

/// The versions of a server's own icon: URL paths of square PNGs. All empty: it has none.
struct server_icon {
  std::string small{};  ///< 192 × 192
  std::string large{};  ///< 512 × 512
  /// The same sizes, opaque, with what matters in the middle: systems cut them to a shape.
  std::string small_maskable{};
  std::string large_maskable{};
  friend bool operator==(const server_icon&, const server_icon&) = default;
};

/// Where images go: sniffed, checked, re-encoded, given a thumbnail and an unguessable name. `media` implements it.
class image_store {
 public:
  virtual ~image_store() = default;

  /// Stores the image in `bytes`; answers with everything but who it belongs to.
  /// Refuses with `unsupported`, `too_large` or `unavailable` (pool or disk full). Durable when it answers.
  [[nodiscard]] virtual flow<file> put(std::string bytes, image_use use) = 0;

  /// Stores the versions of an icon that is made of the image in `bytes`. Refuses as `put` does.
  [[nodiscard]] virtual flow<server_icon> put_icon(std::string bytes) = 0;

  /// Forgets an image that nothing refers to. Best effort; from any thread.
  virtual void remove(const file& image) noexcept = 0;
  /// The same for an icon.
  virtual void remove(const server_icon& icon) noexcept = 0;
};

}  // namespace webchats::chat
