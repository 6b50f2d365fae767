#include "store/upload_store.hpp"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "fixture.hpp"
#include "store/doomed_store.hpp"
#include "store/migrations.hpp"
#include "store/query.hpp"

namespace webchats::store {

namespace {

using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr chat::allowance plenty{1'000'000, 8};

class upload_store_test : public store_test {
 protected:
  static chat::upload upload_of(chat::user_id owner, const std::string& id, std::int64_t size = 10) {
    return {{id}, owner, "名 \"a\".txt", size, "/files/" + id, at(1'000)};
  }
  static chat::file picture(const std::string& name, std::int64_t size = 10) {
    return {.id = {name + ".png"},
            .url = "/files/" + name + ".png",
            .thumb = "/files/" + name + "t.webp",
            .type = "image/png",
            .width = 3,
            .height = 2,
            .size = size,
            .name = "a.png",
            .medium = "/files/" + name + "m.webp",
            .blur = "LEHV6nWB2yk8pyo0adR*.7kCMdnj"};
  }
  chat::upload_repository& uploads() { return store_->uploads(); }
  chat::doomed_repository& doomed() { return store_->doomed(); }
  std::vector<std::string> doomed_urls() { return wait(doomed().doomed(100)).value(); }
};

TEST_F(upload_store_test, remembers_an_upload_for_its_owner) {
  const auto anna = person("anna");
  const auto ben = person("ben");
  ASSERT_TRUE(wait(uploads().begin(upload_of(anna, "u1"), plenty)));
  open();
  const auto found = wait(uploads().find(anna, {"u1"}));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->name, "名 \"a\".txt");
  EXPECT_EQ(found->size, 10);
  EXPECT_EQ(found->url, "/files/u1");
  EXPECT_EQ(found->created, at(1'000));
  EXPECT_FALSE(found->made);
  EXPECT_TRUE(refused<chat::not_found>(wait(uploads().find(ben, {"u1"}))));
  EXPECT_TRUE(refused<chat::not_found>(wait(uploads().find(anna, {"u2"}))));
}

TEST_F(upload_store_test, completes_once_and_keeps_all_of_the_file) {
  const auto anna = person("anna");
  const auto one = upload_of(anna, "u1");
  ASSERT_TRUE(wait(uploads().begin(one, plenty)));
  const auto made = picture("p");
  ASSERT_TRUE(wait(uploads().complete(one, made, at(2'000))));
  EXPECT_TRUE(refused<chat::not_found>(wait(uploads().complete(one, picture("q"), at(2'000)))));
  EXPECT_EQ(wait(uploads().find(anna, {"u1"}))->made, made.id);

  const auto found = wait(files().find(made.id));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->name, made.name);
  EXPECT_EQ(found->kind, chat::file_kind::image);
  EXPECT_EQ(found->medium, made.medium);
  EXPECT_EQ(found->blur, made.blur);
  // An image is stored elsewhere: what came is not needed any more.
  EXPECT_THAT(doomed_urls(), UnorderedElementsAre("/files/u1"));

  auto sent = text_of(anna, "see");
  sent.attachments = {made.id};
  ASSERT_TRUE(say(sent));
  const auto page = wait(messages().history(anna, {1}, {}));
  EXPECT_EQ(page->messages.at(0).attachments.at(0).blur, made.blur);
}

TEST_F(upload_store_test, dooms_what_came_of_a_cancelled_upload_but_not_the_file_that_was_made) {
  const auto anna = person("anna");
  ASSERT_TRUE(wait(uploads().begin(upload_of(anna, "u1"), plenty)));
  ASSERT_TRUE(wait(uploads().cancel(upload_of(anna, "u1"), at(2'000))));
  EXPECT_TRUE(refused<chat::not_found>(wait(uploads().cancel(upload_of(anna, "u1"), at(2'000)))));
  EXPECT_THAT(doomed_urls(), UnorderedElementsAre("/files/u1"));

  auto done = upload_of(anna, "u2");
  ASSERT_TRUE(wait(uploads().begin(done, plenty)));
  const chat::file plain{
      .id = {"u2"}, .url = done.url, .thumb = "", .type = "text/plain", .size = 10, .kind = chat::file_kind::file};
  ASSERT_TRUE(wait(uploads().complete(done, plain, at(2'000))));
  done.made = plain.id;
  ASSERT_TRUE(wait(uploads().cancel(done, at(2'000))));
  EXPECT_THAT(doomed_urls(), UnorderedElementsAre("/files/u1"));
  EXPECT_EQ(wait(files().find(plain.id))->kind, chat::file_kind::file);
}

TEST_F(upload_store_test, counts_files_and_announced_uploads_together) {
  const auto anna = person("anna");
  ASSERT_TRUE(wait(files().add(anna, picture("a", 60), at(1), 100)));
  EXPECT_TRUE(refused<chat::quota_exceeded>(wait(files().add(anna, picture("b", 41), at(1), 100))));
  const chat::allowance most{100, 2};
  ASSERT_TRUE(wait(uploads().begin(upload_of(anna, "u1", 30), most)));
  EXPECT_TRUE(refused<chat::quota_exceeded>(wait(uploads().begin(upload_of(anna, "u2", 11), most))));
  EXPECT_TRUE(refused<chat::quota_exceeded>(wait(files().add(anna, picture("b", 11), at(1), 100))));
  ASSERT_TRUE(wait(uploads().begin(upload_of(anna, "u2", 10), most)));
  EXPECT_TRUE(refused<chat::quota_exceeded>(wait(uploads().begin(upload_of(anna, "u3", 0), most))));
  // A complete one counts once: as its file.
  ASSERT_TRUE(wait(uploads().complete(upload_of(anna, "u1", 30), picture("c", 20), at(2))));
  EXPECT_TRUE(wait(files().add(anna, picture("d", 10), at(1), 100)));
  EXPECT_TRUE(wait(uploads().begin(upload_of(person("ben"), "u4", 100), most)));

  const chat::new_image_message half{.room = {1},
                                     .author = anna,
                                     .digest = "d",
                                     .image = picture("e", 1),
                                     .time = at(1),
                                     .not_before = at(0),
                                     .most_bytes = 100};
  EXPECT_TRUE(refused<chat::quota_exceeded>(wait(messages().append_image(half))));
}

TEST_F(upload_store_test, dooms_what_was_never_used_and_nothing_else) {
  const auto anna = person("anna");
  ASSERT_TRUE(wait(files().add(anna, picture("old"), at(1'000), 1'000)));
  ASSERT_TRUE(wait(files().add(anna, picture("sent"), at(1'000), 1'000)));
  ASSERT_TRUE(wait(files().add(anna, picture("new"), at(3'000), 1'000)));
  auto sent = text_of(anna, "see");
  sent.attachments = {picture("sent").id};
  ASSERT_TRUE(say(sent));
  ASSERT_TRUE(wait(uploads().begin(upload_of(anna, "u1"), plenty)));

  EXPECT_EQ(wait(doomed().doom_unused(at(2'000), 100, at(4'000))), 2U);
  EXPECT_THAT(doomed_urls(),
              UnorderedElementsAre("/files/old.png", "/files/oldm.webp", "/files/oldt.webp", "/files/u1"));
  EXPECT_TRUE(refused<chat::not_found>(wait(files().find(picture("old").id))));
  EXPECT_TRUE(wait(files().find(picture("sent").id)));
  EXPECT_TRUE(wait(files().find(picture("new").id)));
  EXPECT_TRUE(refused<chat::not_found>(wait(uploads().find(anna, {"u1"}))));
  EXPECT_EQ(wait(doomed().doom_unused(at(2'000), 100, at(4'000))), 0U);

  ASSERT_TRUE(wait(doomed().forget({"/files/old.png", "/files/oldm.webp", "/files/nothing"})));
  EXPECT_THAT(doomed_urls(), UnorderedElementsAre("/files/oldt.webp", "/files/u1"));
  EXPECT_EQ(wait(doomed().doomed(1))->size(), 1U);
}

TEST_F(upload_store_test, dooms_the_avatar_that_was_replaced_but_never_one_that_was_only_named) {
  const auto anna = person("anna");  // registered with an avatar that was not stored for her
  ASSERT_TRUE(wait(accounts().set_avatar(anna, "/files/1.webp", at(1))));
  EXPECT_THAT(doomed_urls(), IsEmpty());
  ASSERT_TRUE(wait(accounts().set_avatar(anna, "/files/2.webp", at(2))));
  EXPECT_THAT(doomed_urls(), UnorderedElementsAre("/files/1.webp"));
}

TEST_F(upload_store_test, dooms_the_files_of_a_deleted_message) {
  const auto anna = person("anna");
  ASSERT_TRUE(wait(files().add(anna, picture("gone"), at(1'000), 1'000)));
  auto sent = text_of(anna, "see");
  sent.attachments = {picture("gone").id};
  const auto stored = say(sent);
  ASSERT_TRUE(stored);
  ASSERT_TRUE(wait(store_->changes().remove(anna, {1}, stored->seq, at(6'000))));
  EXPECT_THAT(doomed_urls(), UnorderedElementsAre("/files/gone.png", "/files/gonem.webp", "/files/gonet.webp"));
  EXPECT_TRUE(refused<chat::not_found>(wait(files().find(picture("gone").id))));
}

TEST(detach_files, dooms_the_files_of_one_message) {
  const scratch here;
  connection sql(here.where(), access::read_write);
  migrate(sql);
  sql.execute(
      "insert into users (id, email, name, avatar, password, created, updated) values (1, 'a', 'a', '', '', 1, 1)");
  sql.execute(
      "insert into messages (id, room_id, seq, user_id, text, files, created) values (7, 1, 1, 1, '', 1, 1), (8, 1, 2, "
      "1, '', 1, 1)");
  sql.execute(
      "insert into attachments (id, user_id, message_id, url, thumb, medium, type, width, height, size, created) "
      "values "
      "('a', 1, 7, '/files/a', '/files/at', '/files/a', 'image/png', 1, 1, 1, 1), "
      "('b', 1, 8, '/files/b', '/files/b', '/files/b', 'image/png', 1, 1, 1, 1)");
  detach_files(sql, {7}, at(5));
  detach_files(sql, {7}, at(5));
  std::vector<std::string> left;
  query<in<>, out<std::string>>(sql, "select id from attachments").each([&](const std::string& id) {
    left.push_back(id);
  });
  EXPECT_THAT(left, UnorderedElementsAre("b"));
  std::vector<std::string> urls;
  query<in<>, out<std::string>>(sql, "select url from doomed_blobs").each([&](const std::string& url) {
    urls.push_back(url);
  });
  EXPECT_THAT(urls, UnorderedElementsAre("/files/a", "/files/at"));
}

TEST(migrations, keep_the_files_of_the_first_schema) {
  const scratch here;
  connection sql(here.where(), access::read_write);
  migrate(sql, 1);
  sql.execute(
      "insert into users (id, email, name, avatar, password, created, updated) values (1, 'a', 'a', '', '', 1, 1)");
  sql.execute(
      "insert into attachments (id, user_id, url, thumb, type, width, height, size, created) values "
      "('a', 1, '/files/a', '/files/at', 'image/png', 1, 1, 1, 1)");
  migrate(sql);
  query<in<>, out<std::string, integer>> row(sql, "select medium, kind from attachments");
  EXPECT_EQ(row.first(), (std::tuple<std::string, integer>("/files/a", 0)));
}

}  // namespace

}  // namespace webchats::store
