#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace webchats::media {

/// A picture as rows of red, green and blue, one byte each (sRGB).
struct rgb_pixels {
  std::span<const std::uint8_t> bytes;  ///< width · height · 3
  std::size_t width;
  std::size_t height;
};

/// The BlurHash (github.com/woltapp/blurhash, 4 × 3 components) of a picture: 28 characters of which a client makes a
/// blurred one. Costs width · height · 12 steps: give it a very small version. Empty for no pixels.
[[nodiscard]] std::string blur_hash(const rgb_pixels& picture);

}  // namespace webchats::media
