#include "media/blob_store.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <set>

namespace webchats::media {
namespace {

class blob_store_test : public testing::Test {
 protected:
  blob_store_test() {
    std::string pattern = (std::filesystem::temp_directory_path() / "webchats-blobs-XXXXXX").string();
    root = ::mkdtemp(pattern.data());
  }
  ~blob_store_test() override { std::filesystem::remove_all(root); }
  std::filesystem::path root;
};

TEST_F(blob_store_test, gives_back_what_was_put_under_a_new_name_each_time) {
  const blob_store store(root / "files");
  std::set<std::string> names;
  for (int i = 0; i < 20; ++i) {
    const auto name = store.put("bytes\0of a picture", image_type::webp);
    ASSERT_TRUE(name.has_value());
    EXPECT_EQ(store.read(*name), "bytes\0of a picture");
    EXPECT_EQ(blob_store::type_of(*name), image_type::webp);
    names.insert(*name);
  }
  EXPECT_EQ(names.size(), 20U);
}

TEST_F(blob_store_test, a_removed_file_is_gone) {
  const blob_store store(root);
  const auto name = store.put("x", image_type::png);
  ASSERT_TRUE(name.has_value());
  store.remove(*name);
  store.remove(*name);
  EXPECT_EQ(store.read(*name).error(), blob_error::not_found);
}

TEST_F(blob_store_test, names_that_are_paths_or_other_types_are_not_found) {
  const blob_store store(root);
  for (const char* name : {"", "..", "../../etc/passwd", "/etc/passwd", "0123456789abcdef0123456789abcdef.svg",
                           "0123456789abcdef0123456789ABCDEF.png", "0123456789abcdef0123456789abcde/.png",
                           "0123456789abcdef0123456789abcdef.png/..", "0123456789abcdef0123456789abcdef."}) {
    EXPECT_EQ(store.read(name).error(), blob_error::not_found) << name;
  }
}

TEST_F(blob_store_test, a_file_grows_piece_by_piece_at_its_end_only) {
  const blob_store store(root / "files");
  const auto name = blob_store::new_name();
  EXPECT_EQ(store.open(name).error(), blob_error::not_found);
  const auto add = [&](std::size_t offset, std::string_view bytes) {
    const auto grown = store.append(name, offset, bytes);
    return grown ? std::to_string(grown->size) + (grown->fits ? "" : " misplaced") : "failed";
  };
  EXPECT_EQ(add(3, "x"), "0 misplaced");
  EXPECT_EQ(add(0, "first "), "6");
  EXPECT_EQ(add(0, "first "), "6 misplaced");
  EXPECT_EQ(add(6, "second"), "12");
  EXPECT_EQ(store.read(name), "first second");
  const auto open = store.open(name);
  ASSERT_TRUE(open.has_value());
  store.remove(name);
  EXPECT_EQ(open->read(6, 100), "second");
  EXPECT_EQ(open->read(12, 5), "");
  EXPECT_EQ(open->read(99, 5), "");
  EXPECT_FALSE(store.append("../x.bin", 0, "x").has_value());
}

TEST_F(blob_store_test, what_is_no_image_has_a_name_that_promises_nothing) {
  const blob_store store(root);
  const auto name = store.put("<html>");
  ASSERT_TRUE(name.has_value());
  EXPECT_TRUE(name->ends_with(".bin"));
  EXPECT_TRUE(blob_store::is_name(*name));
  EXPECT_EQ(blob_store::type_of(*name), std::nullopt);
}

TEST_F(blob_store_test, free_space_leaves_a_part_of_the_disk_to_others) {
  const blob_store store(root);
  const auto space = std::filesystem::space(root);
  const auto free = store.free_space();
  ASSERT_TRUE(free.has_value());
  EXPECT_LT(*free, space.available);
}

TEST_F(blob_store_test, files_are_private_to_the_owner) {
  const blob_store store(root / "files");
  const auto name = store.put("x", image_type::png);
  ASSERT_TRUE(name.has_value());
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(root / "files").permissions() & (perms::group_all | perms::others_all),
            perms::none);
}

}  // namespace
}  // namespace webchats::media
