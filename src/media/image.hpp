#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace webchats::media {

/// The image formats that are accepted and served.
enum class image_type : std::uint8_t { png, jpeg, webp, gif };

[[nodiscard]] std::string_view mime_type(image_type type) noexcept;
/// File name extension without the dot.
[[nodiscard]] std::string_view extension(image_type type) noexcept;

/// The type by the magic bytes at the start, never by name or declared type.
[[nodiscard]] std::optional<image_type> sniff_image(std::string_view bytes) noexcept;

/// Bounds of one picture. Dimensions are read from the header before anything is decoded.
struct image_limits {
  std::size_t bytes = std::size_t{20} << 20;
  std::uint64_t pixels = 40'000'000;  ///< over all frames of an animation
  std::uint32_t frames = 300;
  std::uint32_t box = 10'000;  ///< larger pictures are scaled down to fit this square
  std::uint32_t medium_box = 1600;
  std::uint32_t thumb_box = 480;
  std::size_t thumb_bytes = 60'000;
};

enum class image_error : std::uint8_t {
  unsupported,  ///< not one of the accepted formats
  too_large,    ///< more bytes than allowed
  too_many_pixels,
  damaged,  ///< the right magic, but it can't be decoded
};

/// One encoded picture. Carries no metadata of the original: EXIF, GPS, comments and colour profiles are gone.
struct rendition {
  image_type type;
  std::uint32_t width;
  std::uint32_t height;
  std::string bytes;
};

/// What is stored of an uploaded picture.
struct prepared_image {
  rendition full;                   ///< upright, at most `box` wide and high; an animation keeps its frames
  std::optional<rendition> medium;  ///< a still for screens, when it is larger than `medium_box`
  rendition thumb;                  ///< a still, at most `thumb_box` wide and high and `thumb_bytes` long
  std::string blur;                 ///< see `blur_hash`
};

/// Decodes and re-encodes an untrusted picture. Takes long (10–500 ms): for a worker thread, never a loop.
/// Source of the limits: threat model, image bombs.
[[nodiscard]] std::expected<prepared_image, image_error> prepare_image(std::string_view bytes,
                                                                       const image_limits& limits = {});

/// The same for a profile picture: a still, cropped to a square of at most 256 × 256.
[[nodiscard]] std::expected<rendition, image_error> prepare_avatar(std::string_view bytes,
                                                                   const image_limits& limits = {});

/// A server's icon: PNGs, 192 and 512 pixels wide and high, smaller pictures enlarged.
struct prepared_icon {
  rendition small;
  rendition large;
  rendition small_maskable;  ///< opaque, the picture within the middle four fifths (W3C Image Resource, "safe zone")
  rendition large_maskable;
};

/// The same for the icon of a server: a still, cropped to a square.
[[nodiscard]] std::expected<prepared_icon, image_error> prepare_icon(std::string_view bytes,
                                                                     const image_limits& limits = {});

}  // namespace webchats::media
