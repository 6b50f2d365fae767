#include "media/image.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>
#include <vips/vips8>

namespace webchats::media {
namespace {

using vips::VImage;

std::string take(VipsBlob* blob) {
  std::size_t size = 0;
  const void* data = vips_blob_get(blob, &size);
  std::string bytes(static_cast<const char*>(data), size);
  vips_area_unref(VIPS_AREA(blob));
  return bytes;
}

/// A picture with some content, so that encoders have work to do.
VImage picture(int width, int height) {
  return (VImage::xyz(width, height).extract_band(0) % 256).cast(VIPS_FORMAT_UCHAR).bandjoin({128, 64});
}

std::string png(int width, int height) { return take(picture(width, height).pngsave_buffer()); }

/// A PNG head that claims these dimensions, with a valid CRC-less body missing: what a decompression bomb starts with.
std::string with_claimed_size(std::string bytes, std::uint32_t width, std::uint32_t height) {
  for (std::size_t i = 0; i < 4; ++i) {
    bytes[16 + i] = static_cast<char>(width >> (24 - 8 * i));
    bytes[20 + i] = static_cast<char>(height >> (24 - 8 * i));
  }
  // The CRC of IHDR must match for the head to be believed.
  std::uint32_t crc = 0xffffffffU;
  for (std::size_t i = 12; i < 29; ++i) {
    crc ^= static_cast<std::uint8_t>(bytes[i]);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0xedb88320U : 0U);
  }
  crc ^= 0xffffffffU;
  for (std::size_t i = 0; i < 4; ++i) bytes[29 + i] = static_cast<char>(crc >> (24 - 8 * i));
  return bytes;
}

class image : public testing::Test {
 protected:
  static void SetUpTestSuite() { ASSERT_EQ(VIPS_INIT("test"), 0); }
};

TEST_F(image, sniffs_by_magic_and_refuses_everything_else) {
  EXPECT_EQ(sniff_image(png(4, 4)), image_type::png);
  EXPECT_EQ(sniff_image(take(picture(4, 4).jpegsave_buffer())), image_type::jpeg);
  EXPECT_EQ(sniff_image(take(picture(4, 4).webpsave_buffer())), image_type::webp);
  EXPECT_EQ(sniff_image(take(picture(4, 4).gifsave_buffer())), image_type::gif);
  for (const std::string bytes :
       {"", "<svg xmlns='http://www.w3.org/2000/svg'/>", "<html>", "%PDF-1.7", "BM", "RIFF1234WAVE"}) {
    EXPECT_EQ(sniff_image(bytes), std::nullopt) << bytes;
    EXPECT_EQ(prepare_image(bytes).error(), image_error::unsupported) << bytes;
  }
}

TEST_F(image, small_pictures_keep_their_size_and_large_ones_fit_the_box) {
  const auto small = prepare_image(png(300, 200));
  ASSERT_TRUE(small.has_value());
  EXPECT_EQ(small->full.width, 300U);
  EXPECT_EQ(small->full.height, 200U);
  EXPECT_EQ(small->full.type, image_type::png);
  EXPECT_EQ(small->thumb.width, 300U);
  EXPECT_FALSE(small->medium.has_value());

  const auto large = prepare_image(take(picture(4000, 1000).jpegsave_buffer()));
  ASSERT_TRUE(large.has_value());
  EXPECT_EQ(large->full.width, 4000U);
  EXPECT_EQ(large->full.height, 1000U);
  ASSERT_TRUE(large->medium.has_value());
  EXPECT_EQ(large->medium->width, 1600U);
  EXPECT_EQ(large->medium->height, 400U);
  EXPECT_EQ(large->thumb.width, 480U);
  EXPECT_EQ(large->thumb.height, 120U);
  EXPECT_EQ(sniff_image(large->full.bytes), image_type::jpeg);
}

TEST_F(image, metadata_and_appended_content_do_not_survive) {
  VImage photo = picture(64, 32);
  photo.set("exif-ifd0-ImageDescription", "GPS 31.2304N 121.4737E (ASCII, 22 components, 22 bytes)");
  const std::string original = take(photo.jpegsave_buffer()) + "<script>alert(1)</script>";
  const auto stored = prepare_image(original);
  ASSERT_TRUE(stored.has_value());
  EXPECT_EQ(stored->full.bytes.find("GPS 31"), std::string::npos);
  EXPECT_EQ(stored->full.bytes.find("<script>"), std::string::npos);
}

TEST_F(image, sideways_photos_are_stored_upright) {
  VImage photo = picture(64, 32);
  photo.set("orientation", 6);
  const auto stored = prepare_image(take(photo.jpegsave_buffer()));
  ASSERT_TRUE(stored.has_value());
  EXPECT_EQ(stored->full.width, 32U);
  EXPECT_EQ(stored->full.height, 64U);
}

TEST_F(image, bombs_are_refused_by_their_head) {
  EXPECT_EQ(prepare_image(with_claimed_size(png(8, 8), 50'000, 50'000)).error(), image_error::too_many_pixels);
  EXPECT_EQ(prepare_avatar(with_claimed_size(png(8, 8), 50'000, 50'000)).error(), image_error::too_many_pixels);
  EXPECT_EQ(prepare_image(std::string(100, 'x'), {.bytes = 99}).error(), image_error::too_large);
  EXPECT_EQ(prepare_image(png(40, 30), {.pixels = 1199}).error(), image_error::too_many_pixels);
  const auto scaled = prepare_image(png(400, 100), {.box = 200, .medium_box = 100, .thumb_box = 50});
  ASSERT_TRUE(scaled.has_value() && scaled->medium);
  EXPECT_EQ(scaled->full.width, 200U);
  EXPECT_EQ(scaled->medium->width, 100U);
  EXPECT_EQ(scaled->thumb.width, 50U);
}

TEST_F(image, thumbnails_are_small_whatever_they_show) {
  const VImage noise = VImage::gaussnoise(1200, 1200, VImage::option()->set("sigma", 120.0)).cast(VIPS_FORMAT_UCHAR);
  const VImage colours = noise.bandjoin(noise.rot90())
                             .bandjoin(noise.rot180())
                             .copy(VImage::option()->set("interpretation", VIPS_INTERPRETATION_sRGB));
  for (const std::string& bytes : {take(colours.jpegsave_buffer()), take(colours.pngsave_buffer())}) {
    const auto stored = prepare_image(bytes);
    ASSERT_TRUE(stored.has_value());
    EXPECT_LE(stored->thumb.bytes.size(), 60'000U);
    EXPECT_EQ(stored->thumb.width, 480U);
    const auto tight = prepare_image(bytes, {.thumb_bytes = 500});
    EXPECT_LE(tight->thumb.bytes.size(), 500U);
  }
}

TEST_F(image, keeps_its_colours_and_no_profile) {
  const VImage white = (VImage::black(32, 32, VImage::option()->set("bands", 3)) + 255).cast(VIPS_FORMAT_UCHAR);
  const VImage plain = white.copy(VImage::option()->set("interpretation", VIPS_INTERPRETATION_sRGB));
  const VImage wide = plain.icc_export(VImage::option()->set("output_profile", "p3")).copy();
  const std::string unprofiled = take(plain.pngsave_buffer());
  for (const std::string& bytes : {unprofiled, take(wide.pngsave_buffer())}) {
    const auto stored = prepare_image(bytes);
    ASSERT_TRUE(stored.has_value());
    VipsBlob* blob = vips_blob_new(nullptr, stored->full.bytes.data(), stored->full.bytes.size());
    const VImage full = VImage::pngload_buffer(blob);
    vips_area_unref(VIPS_AREA(blob));
    EXPECT_EQ(full.get_typeof(VIPS_META_ICC_NAME), 0U);
    for (const double band : full(5, 5)) EXPECT_GE(band, bytes == unprofiled ? 255 : 250);
  }
}

TEST_F(image, has_a_blur_of_its_colours) {
  const auto blur_of = [](double red, double green, double blue) {
    const VImage plain =
        VImage::black(64, 64).new_from_image(std::vector<double>{red, green, blue}).cast(VIPS_FORMAT_UCHAR);
    return prepare_image(
               take(plain.copy(VImage::option()->set("interpretation", VIPS_INTERPRETATION_sRGB)).pngsave_buffer()))
        ->blur;
  };
  // 4 × 3 components, the contrast, the colour.
  EXPECT_EQ(blur_of(255, 255, 255).substr(0, 1), "L");
  EXPECT_EQ(blur_of(255, 255, 255).substr(2, 4), "TSUA");
  EXPECT_EQ(blur_of(0, 0, 0).substr(0, 6), "L00000");
  EXPECT_EQ(blur_of(255, 0, 0).size(), 28U);
  EXPECT_NE(blur_of(255, 0, 0), blur_of(0, 0, 255));
}

TEST_F(image, an_animation_keeps_its_frames_within_the_limit) {
  const auto animated = [](int frames) {
    VImage all = picture(20, 10 * frames).copy();
    all.set("page-height", 10);
    return take(all.gifsave_buffer());
  };
  const auto stored = prepare_image(animated(5));
  ASSERT_TRUE(stored.has_value());
  EXPECT_EQ(stored->full.type, image_type::gif);
  EXPECT_EQ(stored->full.height, 10U);
  VipsBlob* blob = vips_blob_new(nullptr, stored->full.bytes.data(), stored->full.bytes.size());
  EXPECT_EQ(VImage::gifload_buffer(blob, VImage::option()->set("n", -1)).height(), 50);
  vips_area_unref(VIPS_AREA(blob));
  EXPECT_EQ(stored->thumb.height, 10U);
  EXPECT_EQ(prepare_image(animated(301)).error(), image_error::too_many_pixels);
}

TEST_F(image, truncated_and_garbled_files_are_damaged_not_fatal) {
  const VImage noise = VImage::gaussnoise(64, 64).cast(VIPS_FORMAT_UCHAR);
  const std::string good = take(noise.pngsave_buffer());
  ASSERT_TRUE(prepare_image(good).has_value());
  for (std::size_t size = 8; size < good.size() / 2; size += 97) {
    EXPECT_FALSE(prepare_image(good.substr(0, size)).has_value()) << size;
  }
  std::string garbled = good;
  garbled[good.size() / 3] = static_cast<char>(garbled[good.size() / 3] ^ 0x55);
  EXPECT_FALSE(prepare_image(garbled).has_value());
}

TEST_F(image, avatars_are_squares_of_at_most_256) {
  const auto large = prepare_avatar(png(900, 600));
  ASSERT_TRUE(large.has_value());
  EXPECT_EQ(large->width, 256U);
  EXPECT_EQ(large->height, 256U);
  const auto small = prepare_avatar(png(100, 40));
  ASSERT_TRUE(small.has_value());
  EXPECT_EQ(small->width, 40U);
  EXPECT_EQ(small->height, 40U);
}

TEST_F(image, icons_are_pngs_of_the_sizes_that_systems_install) {
  // Half of what comes is smaller than what is asked for.
  for (const auto& [width, height] : {std::pair{900, 600}, std::pair{40, 100}}) {
    const auto icon = prepare_icon(png(width, height));
    ASSERT_TRUE(icon.has_value());
    for (const auto& [version, side] :
         {std::pair{&icon->small, 192U}, std::pair{&icon->large, 512U}, std::pair{&icon->small_maskable, 192U},
          std::pair{&icon->large_maskable, 512U}}) {
      EXPECT_EQ(version->width, side);
      EXPECT_EQ(version->height, side);
      EXPECT_EQ(sniff_image(version->bytes), image_type::png);
    }
  }
  EXPECT_EQ(prepare_icon("<svg xmlns='http://www.w3.org/2000/svg'/>").error(), image_error::unsupported);
  EXPECT_EQ(prepare_icon(with_claimed_size(png(8, 8), 50'000, 50'000)).error(), image_error::too_many_pixels);
}

TEST_F(image, maskable_icons_are_opaque_and_keep_the_picture_in_the_middle) {
  // Red, and nothing around it.
  const VImage dot = VImage::black(64, 64).bandjoin(std::vector<double>{0, 0}) + std::vector<double>{200, 0, 0};
  const VImage seen = dot.cast(VIPS_FORMAT_UCHAR).bandjoin(255.0).embed(32, 32, 128, 128);
  const auto icon =
      prepare_icon(take(seen.copy(VImage::option()->set("interpretation", VIPS_INTERPRETATION_sRGB)).pngsave_buffer()));
  ASSERT_TRUE(icon.has_value());
  const auto& made = icon->large_maskable.bytes;
  const VImage read = VImage::new_from_buffer(made.data(), made.size(), "");
  EXPECT_FALSE(read.has_alpha());
  EXPECT_EQ(read.getpoint(2, 2), (std::vector<double>{255, 255, 255}));
  EXPECT_NEAR(read.getpoint(256, 256).at(0), 200, 3);
  const auto& plain = icon->large.bytes;
  EXPECT_TRUE(VImage::new_from_buffer(plain.data(), plain.size(), "").has_alpha());
}

}  // namespace
}  // namespace webchats::media
