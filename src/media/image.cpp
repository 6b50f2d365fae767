#include "media/image.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>
#include <vector>
#include <vips/vips8>

#include "media/blur_hash.hpp"
#include "media/vips_start.hpp"

namespace webchats::media {

namespace {

using vips::VImage;

constexpr std::uint32_t avatar_box = 256;

/// The loader is named, so that content can only ever reach the decoder of the format that was sniffed.
constexpr const char* loader(image_type type) noexcept {
  switch (type) {
    case image_type::png:
      return "pngload_buffer";
    case image_type::jpeg:
      return "jpegload_buffer";
    case image_type::webp:
      return "webpload_buffer";
    case image_type::gif:
      return "gifload_buffer";
  }
  std::unreachable();
}

enum class frames { first, all };

struct unref_blob {
  void operator()(VipsBlob* blob) const noexcept { vips_area_unref(VIPS_AREA(blob)); }
};
/// One reference to a libvips buffer.
using blob_ptr = std::unique_ptr<VipsBlob, unref_blob>;

/// Lets libvips read `bytes` where they are.
blob_ptr borrow(std::string_view bytes) { return blob_ptr(vips_blob_new(nullptr, bytes.data(), bytes.size())); }

/// Opens lazily: this reads the header only.
VImage open(std::string_view bytes, image_type type, frames wanted) {
  const blob_ptr blob = borrow(bytes);
  VImage image;
  auto* options = VImage::option()->set("buffer", blob.get())->set("out", &image)->set("fail_on", VIPS_FAIL_ON_ERROR);
  options->set("access", VIPS_ACCESS_SEQUENTIAL);
  if (wanted == frames::all) options->set("n", -1);
  VImage::call(loader(type), options);
  return image;
}

constexpr bool may_be_animated(image_type type) noexcept { return type == image_type::gif || type == image_type::webp; }

int page_height(const VImage& image) { return vips_image_get_page_height(image.get_image()); }

std::string copy(const VipsBlob* blob) {
  std::size_t size = 0;
  const void* data = vips_blob_get(const_cast<VipsBlob*>(blob), &size);
  return {static_cast<const char*>(data), size};
}

rendition encode(const VImage& image, image_type type, int quality = 82) {
  blob_ptr blob;
  switch (type) {
    case image_type::png:
      blob.reset(image.pngsave_buffer(VImage::option()->set("strip", true)->set("compression", 6)));
      break;
    case image_type::jpeg:
      blob.reset(
          image.jpegsave_buffer(VImage::option()->set("strip", true)->set("Q", quality)->set("optimize_coding", true)));
      break;
    case image_type::webp:
      blob.reset(image.webpsave_buffer(VImage::option()->set("strip", true)->set("Q", quality)));
      break;
    case image_type::gif:
      blob.reset(image.gifsave_buffer(VImage::option()->set("strip", true)));
      break;
  }
  return {.type = type,
          .width = static_cast<std::uint32_t>(image.width()),
          .height = static_cast<std::uint32_t>(page_height(image)),
          .bytes = copy(blob.get())};
}

/// A still that fits the square `box`, upright, in sRGB. Damaged content throws, where libvips' own shrinking loaders
/// would give a picture with a grey rest.
VImage still(std::string_view bytes, image_type type, std::uint32_t box, VipsInteresting crop) {
  const VImage original = open(bytes, type, frames::first);
  auto* options =
      VImage::option()->set("height", static_cast<int>(box))->set("size", VIPS_SIZE_DOWN)->set("crop", crop);
  // Without a profile colours are sRGB already; a conversion would only shift them.
  if (original.get_typeof(VIPS_META_ICC_NAME) != 0) options->set("export_profile", "srgb");
  VImage fitted = original.thumbnail_image(static_cast<int>(box), options).copy();
  fitted.remove(VIPS_META_ICC_NAME);
  return fitted;
}

/// Photos without transparency stay JPEG; what has transparency, or was drawn, becomes WebP.
image_type still_type(image_type original) noexcept {
  return original == image_type::jpeg ? image_type::jpeg : image_type::webp;
}

/// A small version in as few bytes as wanted: first at the cost of detail, then of size.
rendition small_version(const rendition& from, image_type type, const image_limits& limits) {
  constexpr std::array qualities{80, 60, 40, 20};
  for (std::uint32_t box = limits.thumb_box;; box /= 2) {
    const VImage fitted = still(from.bytes, from.type, box, VIPS_INTERESTING_NONE).copy_memory();
    for (const int quality : qualities) {
      rendition made = encode(fitted, type, quality);
      if (made.bytes.size() <= limits.thumb_bytes || box <= 1) return made;
    }
  }
}

/// The BlurHash of a picture; what is transparent counts as white.
std::string blur_of(const rendition& from) {
  constexpr std::uint32_t box = 32;
  VImage tiny = still(from.bytes, from.type, box, VIPS_INTERESTING_NONE).colourspace(VIPS_INTERPRETATION_sRGB);
  if (tiny.has_alpha()) tiny = tiny.flatten(VImage::option()->set("background", std::vector<double>{255, 255, 255}));
  std::size_t size = 0;
  const std::unique_ptr<void, decltype(&g_free)> pixels(tiny.cast(VIPS_FORMAT_UCHAR).write_to_memory(&size), g_free);
  return blur_hash({.bytes = {static_cast<const std::uint8_t*>(pixels.get()), size},
                    .width = static_cast<std::size_t>(tiny.width()),
                    .height = static_cast<std::size_t>(tiny.height())});
}

enum class motion { no, yes };

/// Each version is made from the one before: what may be huge is decoded as seldom as possible.
prepared_image with_versions(rendition full, motion moves, const image_limits& limits) {
  const image_type type = still_type(full.type);
  prepared_image made{.full = std::move(full), .medium = {}, .thumb = {}, .blur = {}};
  // A still of an animation would be no version of it but another picture.
  if (moves == motion::no && std::max(made.full.width, made.full.height) > limits.medium_box) {
    made.medium = encode(still(made.full.bytes, made.full.type, limits.medium_box, VIPS_INTERESTING_NONE), type);
  }
  made.thumb = small_version(made.medium ? *made.medium : made.full, type, limits);
  made.blur = blur_of(made.thumb);
  return made;
}

std::expected<image_type, image_error> admit(std::string_view bytes, const image_limits& limits) {
  if (bytes.size() > limits.bytes) return std::unexpected(image_error::too_large);
  const auto type = sniff_image(bytes);
  if (!type) return std::unexpected(image_error::unsupported);
  const VImage head = open(bytes, *type, may_be_animated(*type) ? frames::all : frames::first);
  const auto width = static_cast<std::uint64_t>(head.width());
  const auto height = static_cast<std::uint64_t>(head.height());
  const auto page = static_cast<std::uint64_t>(page_height(head));
  if (width * height > limits.pixels || height / page > limits.frames)
    return std::unexpected(image_error::too_many_pixels);
  return *type;
}

/// Runs `work`; what libvips throws about the content becomes `damaged`.
template <class Result, class Work>
std::expected<Result, image_error> guarded(Work work) {
  start_vips();
  try {
    return work();
  } catch (const vips::VError&) {
    vips_error_clear();
    return std::unexpected(image_error::damaged);
  }
}

}  // namespace

std::string_view mime_type(image_type type) noexcept {
  constexpr std::array<std::string_view, 4> names{"image/png", "image/jpeg", "image/webp", "image/gif"};
  return names[std::to_underlying(type)];
}

std::string_view extension(image_type type) noexcept {
  constexpr std::array<std::string_view, 4> names{"png", "jpg", "webp", "gif"};
  return names[std::to_underlying(type)];
}

std::optional<image_type> sniff_image(std::string_view bytes) noexcept {
  using namespace std::string_view_literals;
  if (bytes.starts_with("\x89PNG\r\n\x1a\n"sv)) return image_type::png;
  if (bytes.starts_with("\xff\xd8\xff"sv)) return image_type::jpeg;
  if (bytes.starts_with("GIF87a"sv) || bytes.starts_with("GIF89a"sv)) return image_type::gif;
  if (bytes.size() >= 12 && bytes.starts_with("RIFF"sv) && bytes.substr(8, 4) == "WEBP"sv) return image_type::webp;
  return std::nullopt;
}

std::expected<prepared_image, image_error> prepare_image(std::string_view bytes, const image_limits& limits) {
  return guarded<prepared_image>([&]() -> std::expected<prepared_image, image_error> {
    const auto type = admit(bytes, limits);
    if (!type) return std::unexpected(type.error());
    if (may_be_animated(*type)) {
      // An animation is decoded and encoded again whole; scaling it would cost every frame.
      if (const VImage all = open(bytes, *type, frames::all); all.height() > page_height(all)) {
        return with_versions(encode(all, *type), motion::yes, limits);
      }
    }
    const image_type kept = *type == image_type::gif ? image_type::png : *type;
    return with_versions(encode(still(bytes, *type, limits.box, VIPS_INTERESTING_NONE), kept, 85), motion::no, limits);
  });
}

namespace {

/// The middle square of a still, at most `box` wide and high.
VImage square_of(std::string_view bytes, image_type type, std::uint32_t box) {
  const VImage fitted = still(bytes, type, box, VIPS_INTERESTING_CENTRE);
  const int side = std::min(fitted.width(), fitted.height());
  return fitted.extract_area((fitted.width() - side) / 2, (fitted.height() - side) / 2, side, side);
}

/// `square` in exactly this size.
VImage sized(const VImage& square, int side) {
  return square.thumbnail_image(side, VImage::option()->set("height", side)->set("size", VIPS_SIZE_FORCE));
}

/// The picture within four fifths of an opaque square. Around it goes on what is at its corner; white, where it can be
/// seen through.
VImage maskable(const VImage& square, int side) {
  const int inside = side * 4 / 5;
  std::vector<double> ground{255, 255, 255};
  VImage picture = square;
  if (picture.has_alpha()) {
    picture = picture.flatten(VImage::option()->set("background", ground));
  } else {
    ground = picture.getpoint(0, 0);
  }
  const int edge = (side - inside) / 2;
  return sized(picture, inside)
      .embed(edge, edge, side, side,
             VImage::option()->set("extend", VIPS_EXTEND_BACKGROUND)->set("background", ground));
}

}  // namespace

std::expected<rendition, image_error> prepare_avatar(std::string_view bytes, const image_limits& limits) {
  return guarded<rendition>([&]() -> std::expected<rendition, image_error> {
    const auto type = admit(bytes, limits);
    if (!type) return std::unexpected(type.error());
    return encode(square_of(bytes, *type, avatar_box), still_type(*type));
  });
}

std::expected<prepared_icon, image_error> prepare_icon(std::string_view bytes, const image_limits& limits) {
  return guarded<prepared_icon>([&]() -> std::expected<prepared_icon, image_error> {
    constexpr int small = 192;
    constexpr int large = 512;
    const auto type = admit(bytes, limits);
    if (!type) return std::unexpected(type.error());
    // Read five times: what is opened lazily can be read once.
    const VImage square =
        square_of(bytes, *type, large).colourspace(VIPS_INTERPRETATION_sRGB).cast(VIPS_FORMAT_UCHAR).copy_memory();
    const auto png = [](const VImage& image) { return encode(image, image_type::png); };
    return prepared_icon{.small = png(sized(square, small)),
                         .large = png(sized(square, large)),
                         .small_maskable = png(maskable(square, small)),
                         .large_maskable = png(maskable(square, large))};
  });
}

}  // namespace webchats::media
