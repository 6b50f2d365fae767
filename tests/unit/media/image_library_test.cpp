#include "media/image_library.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <new>
#include <optional>
#include <string>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <vips/vips8>

#include "chat/work_pool.hpp"
#include "media/blob_reader.hpp"

namespace webchats::media {
namespace {

/// Waits for a flow on a context of its own.
template <class T>
chat::outcome<T> run(chat::flow<T> flow) {
  boost::asio::io_context context;
  std::optional<chat::outcome<T>> answer;
  boost::asio::co_spawn(context, std::move(flow), [&](const std::exception_ptr& error, chat::outcome<T> got) {
    if (error == nullptr) answer = std::move(got);
  });
  context.run();
  return answer.value();
}

class image_library_test : public testing::Test {
 protected:
  image_library_test() {
    std::string pattern = (std::filesystem::temp_directory_path() / "webchats-images-XXXXXX").string();
    root = ::mkdtemp(pattern.data());
    if (VIPS_INIT("test") != 0) throw std::runtime_error("libvips does not start");
  }
  ~image_library_test() override { std::filesystem::remove_all(root); }

  static chat::outcome<chat::file> put(image_library& images, std::string bytes, chat::image_use use) {
    return run<chat::file>(images.put(std::move(bytes), use));
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

TEST_F(image_library_test, a_picture_that_many_take_is_in_memory_once_and_the_sum_is_bounded) {
  const blob_store blobs(root);
  const auto first = blobs.put(std::string(1000, 'a'), image_type::png);
  const auto second = blobs.put(std::string(1000, 'b'), image_type::png);
  ASSERT_TRUE(first && second);
  blob_reader reader(blobs, {.bytes = 1500});
  const auto read = [&](const std::string& name) { return run<served_blob>(reader.read(name)); };

  auto one = read(*first);
  const auto again = read(*first);
  ASSERT_TRUE(one && again);
  EXPECT_EQ(one->bytes.view().data(), again->bytes.view().data());
  EXPECT_EQ(one->type, "image/png");
  EXPECT_TRUE(std::holds_alternative<chat::unavailable>(read(*second).error()));
  EXPECT_TRUE(std::holds_alternative<chat::not_found>(read("../webchats.db").error()));
}

TEST_F(image_library_test, room_comes_back_when_a_picture_was_sent) {
  const blob_store blobs(root);
  const auto first = blobs.put(std::string(1000, 'a'), image_type::png);
  const auto second = blobs.put(std::string(1000, 'b'), image_type::png);
  ASSERT_TRUE(first && second);
  blob_reader reader(blobs, {.bytes = 1500});
  {
    ASSERT_TRUE(run<served_blob>(reader.read(*first)));
  }
  EXPECT_TRUE(run<served_blob>(reader.read(*second)));
}

TEST(work_pool, work_that_throws_is_unavailable_and_the_pool_goes_on) {
  chat::work_pool pool(1, 1, chat::rate_limited{});
  const auto failing = run<int>(pool.run<int>([]() -> chat::outcome<int> { throw std::bad_alloc(); }));
  EXPECT_TRUE(std::holds_alternative<chat::unavailable>(failing.error()));
  EXPECT_EQ(run<int>(pool.run<int>([]() -> chat::outcome<int> { return 7; })), 7);
}

}  // namespace
}  // namespace webchats::media
