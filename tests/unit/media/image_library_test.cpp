#include "media/image_library.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <vips/vips8>

namespace webchats::media {
namespace {

class image_library_test : public testing::Test {
 protected:
  image_library_test() {
    std::string pattern = (std::filesystem::temp_directory_path() / "webchats-images-XXXXXX").string();
    root = ::mkdtemp(pattern.data());
    if (VIPS_INIT("test") != 0) throw std::runtime_error("libvips does not start");
  }
  ~image_library_test() override { std::filesystem::remove_all(root); }

  static chat::outcome<chat::file> put(image_library& images, std::string bytes, chat::image_use use) {
    boost::asio::io_context context;
    std::optional<chat::outcome<chat::file>> stored;
    boost::asio::co_spawn(context, images.put(std::move(bytes), use),
                          [&](const std::exception_ptr& error, chat::outcome<chat::file> got) {
                            if (error == nullptr) stored = std::move(got);
                          });
    context.run();
    return stored.value();
  }

  static std::string picture() {
    VipsBlob* blob = vips::VImage::gaussnoise(600, 300).cast(VIPS_FORMAT_UCHAR).pngsave_buffer();
    std::size_t size = 0;
    const void* data = vips_blob_get(blob, &size);
    std::string bytes(static_cast<const char*>(data), size);
    vips_area_unref(VIPS_AREA(blob));
    return bytes;
  }

  std::filesystem::path root;
};

TEST_F(image_library_test, stores_a_picture_with_its_thumbnail_and_forgets_both) {
  const blob_store blobs(root);
  image_library images(blobs, {});
  const auto stored = put(images, picture(), chat::image_use::message);
  ASSERT_TRUE(stored.has_value());
  EXPECT_EQ(stored->type, "image/png");
  EXPECT_EQ(stored->width, 600);
  EXPECT_EQ(stored->height, 300);
  EXPECT_EQ(stored->url, "/files/" + stored->id.value);
  const auto full = blobs.read(stored->id.value);
  ASSERT_TRUE(full.has_value());
  EXPECT_EQ(full->size(), static_cast<std::size_t>(stored->size));
  EXPECT_TRUE(blobs.read(stored->thumb.substr(7)).has_value());
  images.remove(*stored);
  EXPECT_FALSE(blobs.read(stored->id.value).has_value());
  EXPECT_FALSE(blobs.read(stored->thumb.substr(7)).has_value());
}

TEST_F(image_library_test, an_avatar_is_one_square) {
  const blob_store blobs(root);
  image_library images(blobs, {});
  const auto stored = put(images, picture(), chat::image_use::avatar);
  ASSERT_TRUE(stored.has_value());
  EXPECT_EQ(stored->width, 256);
  EXPECT_EQ(stored->height, 256);
  EXPECT_EQ(stored->url, stored->thumb);
}

TEST_F(image_library_test, refusals_store_nothing) {
  const blob_store blobs(root / "files");
  image_library images(blobs, {});
  EXPECT_TRUE(std::holds_alternative<chat::unsupported>(put(images, "<svg/>", chat::image_use::message).error()));
  image_library strict(blobs, {.limits = {.pixels = 1000}});
  EXPECT_TRUE(std::holds_alternative<chat::too_large>(put(strict, picture(), chat::image_use::avatar).error()));
  image_library full(blobs, {.queue = 0});
  EXPECT_TRUE(std::holds_alternative<chat::unavailable>(put(full, picture(), chat::image_use::message).error()));
  EXPECT_TRUE(std::filesystem::is_empty(root / "files"));
}

}  // namespace
}  // namespace webchats::media
