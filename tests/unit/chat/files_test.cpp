#include "chat/files.hpp"

#include <gmock/gmock.h>

#include <string>

#include "chat/accounts.hpp"
#include "chat/file_name.hpp"
#include "chat/file_sweeper.hpp"
#include "chat/password_hasher.hpp"
#include "chat/uploads.hpp"
#include "memory_repository.hpp"
#include "support.hpp"

namespace webchats::chat {

namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr user_id anna{1};
constexpr user_id ben{2};

TEST(file_name, is_the_last_part_of_a_path_without_what_cannot_be_seen) {
  const std::pair<std::string_view, std::string_view> names[] = {
      {"report.pdf", "report.pdf"},
      {"C:\\fakepath\\报告 一.docx", "报告 一.docx"},
      {"../../etc/passwd", "passwd"},
      {"a\"b\r\nSet-Cookie: x.txt", "a\"b Set-Cookie: x.txt"},
      {"invoice\u202Egpj.exe", "invoicegpj.exe"},
      {"\u200B\u2066 ", "file"},
      {"", "file"},
      {"...", "file"},
      {".profile", "profile"},
      {"trailing. ", "trailing"},
      {"bro\xffken\xe4\xb8.txt", "broken.txt"},
      {std::string_view("nul\0.txt", 8), "nul.txt"},
      {"dir/", "file"},
  };
  for (const auto& [claimed, cleaned] : names) EXPECT_EQ(clean_file_name(claimed, 255), cleaned);
}

TEST(file_name, that_is_too_long_keeps_its_extension_and_whole_characters) {
  std::string longest;
  for (int i = 0; i < 200; ++i) longest += "长";
  const auto cut = clean_file_name(longest + ".tar.gz", 255);
  EXPECT_LE(cut.size(), 255U);
  EXPECT_GT(cut.size(), 250U);
  EXPECT_TRUE(cut.ends_with("长.gz")) << cut;
  EXPECT_EQ(clean_file_name(std::string(300, 'x'), 255), std::string(255, 'x'));
  EXPECT_EQ(clean_file_name("x." + std::string(300, 'y'), 255).size(), 255U);
  EXPECT_EQ(clean_file_name(std::string(100'000, 'x') + ".zip", 255), std::string(251, 'x') + ".zip");
}

class files_test : public testing::Test {
 protected:
  fake_clock clock_;
  limits limits_;
  memory_accounts people_;
  memory_files rows_;
  memory_images images_;
  memory_space space_;
  password_hasher hasher_{{.threads = 1, .queue = 4, .operations = 1, .memory = 8'192}};
  accounts owners_{people_, hasher_, clock_, limits_};
  files files_{rows_, space_, images_, owners_, clock_, limits_};
};

TEST_F(files_test, stores_a_file_of_any_kind_with_its_name) {
  const auto image = wait(files_.upload(anna, "a/b.png", "image"));
  ASSERT_TRUE(image);
  EXPECT_EQ(image->name, "b.png");
  EXPECT_EQ(image->kind, file_kind::image);
  const auto text = wait(files_.upload(anna, "notes.txt", "text"));
  ASSERT_TRUE(text);
  EXPECT_EQ(text->kind, file_kind::file);
  EXPECT_EQ(wait(files_.find(text->id))->name, "notes.txt");
  EXPECT_TRUE(is_invalid(wait(files_.upload(anna, "empty", "")), field::file, rule::required));
}

TEST_F(files_test, takes_an_upload_back_when_it_cannot_be_remembered) {
  rows_.broken = true;
  EXPECT_TRUE(refused<unavailable>(wait(files_.upload(anna, "a", "image"))));
  EXPECT_THAT(space_.blobs, IsEmpty());
  rows_.broken = false;
  limits_.user_bytes = 4;
  EXPECT_TRUE(refused<quota_exceeded>(wait(files_.upload(anna, "a", "image"))));
  EXPECT_THAT(space_.blobs, IsEmpty());
}

TEST_F(files_test, takes_a_picture_back_when_the_avatar_cannot_be_changed) {
  const auto me = wait(owners_.sign_up(
      {.email = "a@x.io", .password = "correct horse", .name = "", .avatar = "", .device = "", .address = ""}));
  EXPECT_EQ(wait(files_.upload_avatar(me->me.who.id, "image"))->who.avatar, "/files/1");
  EXPECT_TRUE(refused<unsupported>(wait(files_.upload_avatar(me->me.who.id, "text"))));
  people_.broken = true;
  EXPECT_TRUE(refused<unavailable>(wait(files_.upload_avatar(me->me.who.id, "image"))));
  EXPECT_EQ(images_.removed, 1);
}

class uploads_test : public testing::Test {
 protected:
  upload_id begin(user_id owner, std::string name, std::int64_t size) {
    const auto begun = wait(uploads_.begin(owner, std::move(name), size));
    EXPECT_TRUE(begun);
    return begun->what.id;
  }
  outcome<std::int64_t> append(const upload_id& id, std::int64_t offset, std::string bytes, user_id owner = anna) {
    return wait(uploads_.append(owner, {id, offset, std::move(bytes)}));
  }
  std::size_t sweep() { return wait(sweeper_.sweep()).value(); }

  fake_clock clock_;
  limits limits_;
  memory_files files_;
  memory_uploads rows_{files_};
  memory_space space_;
  uploads uploads_{rows_, files_, space_, clock_, limits_};
  file_sweeper sweeper_{rows_, space_, clock_, limits_};
};

TEST_F(uploads_test, make_a_file_of_their_pieces) {
  const auto id = begin(anna, "x/notes.txt", 10);
  EXPECT_EQ(append(id, 0, "01234"), 5);
  EXPECT_EQ(wait(uploads_.find(anna, id))->offset, 5);
  EXPECT_EQ(append(id, 5, "56789"), 10);
  const auto made = wait(uploads_.complete(anna, id));
  ASSERT_TRUE(made);
  EXPECT_EQ(made->name, "notes.txt");
  EXPECT_EQ(made->size, 10);
  EXPECT_EQ(space_.blobs[made->url], "0123456789");
  EXPECT_EQ(wait(uploads_.find(anna, id))->offset, 10);
}

TEST_F(uploads_test, that_are_complete_make_the_same_file_again) {
  const auto id = begin(anna, "a.png", 5);
  ASSERT_TRUE(append(id, 0, "image"));
  const auto first = wait(uploads_.complete(anna, id));
  const auto again = wait(uploads_.complete(anna, id));
  ASSERT_TRUE(first && again);
  EXPECT_EQ(first->id, again->id);
  EXPECT_EQ(append(id, 5, "x").error(), refusal(misplaced{5}));
}

TEST_F(uploads_test, take_only_bytes_that_follow_and_were_announced) {
  const auto id = begin(anna, "a", 10);
  ASSERT_TRUE(append(id, 0, "01234"));
  EXPECT_EQ(append(id, 0, "01234").error(), refusal(misplaced{5}));
  EXPECT_EQ(append(id, 7, "789").error(), refusal(misplaced{5}));
  EXPECT_TRUE(refused<too_large>(append(id, 5, "567890")));
  EXPECT_TRUE(refused<too_large>(append(id, -1, "x")));
  EXPECT_EQ(wait(uploads_.complete(anna, id)).error(), refusal(misplaced{5}));
  EXPECT_EQ(append(id, 5, "56789"), 10);
}

TEST_F(uploads_test, are_known_to_their_owner_only) {
  const auto id = begin(anna, "a", 3);
  EXPECT_TRUE(refused<not_found>(wait(uploads_.find(ben, id))));
  EXPECT_TRUE(refused<not_found>(append(id, 0, "abc", ben)));
  EXPECT_TRUE(refused<not_found>(wait(uploads_.complete(ben, id))));
  EXPECT_TRUE(refused<not_found>(wait(uploads_.cancel(ben, id))));
  EXPECT_TRUE(refused<not_found>(wait(uploads_.find(anna, {"another"}))));
  EXPECT_EQ(append(id, 0, "abc"), 3);
}

TEST_F(uploads_test, are_bounded_in_number_size_and_sum) {
  EXPECT_TRUE(is_invalid(wait(uploads_.begin(anna, "a", 0)), field::file, rule::required));
  EXPECT_TRUE(refused<too_large>(wait(uploads_.begin(anna, "a", limits_.file_bytes + 1))));
  limits_.user_bytes = 100;
  const auto most = begin(anna, "a", 90);
  EXPECT_TRUE(refused<quota_exceeded>(wait(uploads_.begin(anna, "b", 11))));
  for (std::size_t i = 1; i < limits_.uploads_per_user; ++i) begin(anna, "c", 1);
  EXPECT_TRUE(refused<quota_exceeded>(wait(uploads_.begin(anna, "d", 1))));
  ASSERT_TRUE(wait(uploads_.cancel(anna, most)));
  EXPECT_TRUE(wait(uploads_.begin(anna, "e", 93)));
  EXPECT_TRUE(wait(uploads_.begin(ben, "f", 100)));
  space_.full = true;
  EXPECT_TRUE(refused<storage_full>(wait(uploads_.begin(ben, "g", 1))));
}

TEST_F(uploads_test, make_nothing_when_the_file_cannot_be_remembered_and_can_be_tried_again) {
  for (const std::string bytes : {"image", "plain"}) {
    const auto id = begin(anna, "a", 5);
    ASSERT_TRUE(append(id, 0, bytes));
    const auto before = space_.blobs.size();
    rows_.broken = true;
    EXPECT_TRUE(refused<unavailable>(wait(uploads_.complete(anna, id))));
    EXPECT_EQ(space_.blobs.size(), before);
    rows_.broken = false;
    EXPECT_TRUE(wait(uploads_.complete(anna, id)));
  }
}

TEST_F(uploads_test, that_end_unused_are_gone_after_their_time_with_what_came) {
  const auto id = begin(anna, "a", 10);
  ASSERT_TRUE(append(id, 0, "01234"));
  clock_.advance(limits_.unused_files - 1s);
  EXPECT_EQ(sweep(), 0U);
  EXPECT_TRUE(wait(uploads_.find(anna, id)));
  clock_.advance(1s);
  EXPECT_TRUE(refused<not_found>(append(id, 5, "56789")));
  clock_.advance(6min);
  EXPECT_EQ(sweep(), 1U);
  EXPECT_THAT(space_.blobs, IsEmpty());
  EXPECT_EQ(sweep(), 0U);
}

TEST_F(uploads_test, of_images_leave_nothing_of_the_original) {
  const auto id = begin(anna, "a.png", 5);
  ASSERT_TRUE(append(id, 0, "image"));
  const auto made = wait(uploads_.complete(anna, id));
  ASSERT_TRUE(made);
  EXPECT_EQ(sweep(), 1U);
  ASSERT_EQ(space_.blobs.size(), 1U);
  EXPECT_TRUE(space_.blobs.contains(made->url));
}

TEST_F(uploads_test, file_sweeper_goes_on_where_it_was_stopped) {
  rows_.urls = {"/files/a", "/files/b"};
  space_.blobs = {{"/files/a", "a"}, {"/files/b", "b"}, {"/files/c", "c"}};
  rows_.broken = true;
  EXPECT_TRUE(refused<unavailable>(wait(sweeper_.sweep())));
  rows_.broken = false;
  EXPECT_EQ(sweep(), 2U);
  EXPECT_EQ(space_.blobs.size(), 1U);
  EXPECT_THAT(rows_.urls, IsEmpty());
}

TEST_F(uploads_test, file_sweeper_does_a_bounded_piece_of_work) {
  for (std::size_t i = 0; i < file_sweeper::most_at_once + 50; ++i)
    rows_.urls.push_back("/files/x" + std::to_string(i));
  EXPECT_EQ(sweep(), file_sweeper::most_at_once);
  EXPECT_EQ(sweep(), 50U);
}

}  // namespace

}  // namespace webchats::chat
