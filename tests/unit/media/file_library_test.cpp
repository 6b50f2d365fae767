#include "media/file_library.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <vips/vips8>

#include "media/blob_reader.hpp"

namespace webchats::media {
namespace {

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

class file_library_test : public testing::Test {
 protected:
  file_library_test() {
    std::string pattern = (std::filesystem::temp_directory_path() / "webchats-library-XXXXXX").string();
    root = ::mkdtemp(pattern.data());
    if (VIPS_INIT("test") != 0) throw std::runtime_error("libvips does not start");
  }
  ~file_library_test() override { std::filesystem::remove_all(root); }

  static std::string picture(int width, int height) {
    VipsBlob* blob = vips::VImage::gaussnoise(width, height).cast(VIPS_FORMAT_UCHAR).pngsave_buffer();
    std::size_t size = 0;
    const void* data = vips_blob_get(blob, &size);
    std::string bytes(static_cast<const char*>(data), size);
    vips_area_unref(VIPS_AREA(blob));
    return bytes;
  }
  chat::outcome<chat::file> upload(file_library& library, const std::string& bytes) {
    const auto place = run(library.open(static_cast<std::int64_t>(bytes.size())));
    EXPECT_TRUE(place);
    last_place = *place;
    const auto half = bytes.size() / 2;
    EXPECT_EQ(run(library.append({place->id, 0, bytes.substr(0, half)})), static_cast<std::int64_t>(half));
    EXPECT_EQ(run(library.append({place->id, static_cast<std::int64_t>(half), bytes.substr(half)})),
              static_cast<std::int64_t>(bytes.size()));
    return run(library.finish(place->id));
  }
  [[nodiscard]] std::size_t stored() const {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root))
      count += entry.is_regular_file() ? 1 : 0;
    return count;
  }

  std::filesystem::path root;
  chat::upload_place last_place;
};

TEST_F(file_library_test, keeps_what_is_no_image_as_it_is) {
  const blob_store blobs(root);
  image_library images(blobs, {});
  file_library library(blobs, images, {});
  for (const std::string bytes : {"%PDF-1.7 text", "<svg onload='alert(1)'/>", "GIF89a/*<script>*/"}) {
    for (const auto& made : {run(library.put(bytes)), upload(library, bytes)}) {
      ASSERT_TRUE(made) << bytes;
      EXPECT_EQ(made->kind, chat::file_kind::file);
      EXPECT_TRUE(made->url.ends_with(".bin"));
      EXPECT_FALSE(made->type.starts_with("image/") || made->type.starts_with("text/"));
      EXPECT_EQ(made->size, static_cast<std::int64_t>(bytes.size()));
      EXPECT_EQ(blobs.read(name_of(made->url)), bytes);
      EXPECT_EQ(chat::urls_of(*made), std::vector{made->url});
    }
  }
}

TEST_F(file_library_test, makes_an_image_of_an_image_and_forgets_all_of_it) {
  const blob_store blobs(root);
  image_library images(blobs, {});
  file_library library(blobs, images, {});
  for (const bool whole : {true, false}) {
    const auto bytes = picture(1700, 40);
    const auto made = whole ? run(library.put(bytes)) : upload(library, bytes);
    ASSERT_TRUE(made);
    EXPECT_EQ(made->kind, chat::file_kind::image);
    EXPECT_EQ(made->width, 1700);
    EXPECT_EQ(made->blur.size(), 28U);
    EXPECT_EQ(chat::urls_of(*made).size(), 3U);
    EXPECT_EQ(stored(), whole ? 3U : 4U);
    ASSERT_TRUE(run(library.remove(chat::urls_of(*made))));
    if (!whole) ASSERT_TRUE(run(library.remove({last_place.url, "/files/../webchats.db", "https://x.io/y"})));
    EXPECT_EQ(stored(), 0U);
  }
}

TEST_F(file_library_test, refuses_what_is_misplaced_and_images_above_the_bounds) {
  const blob_store blobs(root);
  image_library images(blobs, {.limits = {.pixels = 100}});
  file_library library(blobs, images, {.image_bytes = 20'000});
  EXPECT_EQ(run(library.append({{blob_store::new_name()}, 5, "x"})).error(), chat::refusal(chat::misplaced{0}));
  EXPECT_EQ(run(library.size_of({blob_store::new_name()})), 0);
  EXPECT_EQ(upload(library, picture(20, 20)).error(), chat::refusal(chat::too_large{}));
  EXPECT_EQ(upload(library, picture(200, 200)).error(), chat::refusal(chat::too_large{}));
  EXPECT_EQ(run(library.open(std::int64_t{1} << 60)).error(), chat::refusal(chat::storage_full{}));
  file_library busy(blobs, images, {.queue = 0});
  EXPECT_EQ(run(busy.append({{blob_store::new_name()}, 0, "x"})).error(), chat::refusal(chat::unavailable{}));
}

TEST_F(file_library_test, large_blobs_are_streamed_and_open_streams_are_bounded) {
  const blob_store blobs(root);
  const auto name = blobs.put(std::string(1'000, 'a') + "the end");
  ASSERT_TRUE(name);
  blob_reader reader(blobs, {.small = 1'000, .streams = 2});
  auto first = run(reader.read(*name));
  const auto second = run(reader.read(*name));
  ASSERT_TRUE(first && second);
  ASSERT_NE(first->stream, nullptr);
  EXPECT_TRUE(first->bytes.empty());
  EXPECT_EQ(first->type, "application/octet-stream");
  EXPECT_EQ(first->stream->size(), 1'007U);
  EXPECT_EQ(run(first->stream->read(1'000, 4))->view(), "the ");
  EXPECT_TRUE(std::holds_alternative<chat::unavailable>(run(reader.read(*name)).error()));
  first->stream = nullptr;
  EXPECT_TRUE(run(reader.read(*name)));
}

}  // namespace
}  // namespace webchats::media
