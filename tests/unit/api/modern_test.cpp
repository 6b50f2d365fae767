#include "api/json/modern.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include "api/classic/payloads.hpp"
#include "api/json/time.hpp"

namespace webchats::api {
namespace {

const chat::instant morning{std::chrono::milliseconds(1'795'420'800'123)};

chat::message sample() {
  return {.id = {5},
          .room = {1},
          .seq = {9},
          .author = {{3}, "林大", "/files/a.png", "lin@x.io"},
          .client_id = "c-1",
          .text = "<b>\"hi\"</b>",
          .attachments = {},
          .time = morning};
}

chat::file picture(std::string name) {
  return {.id = {name},
          .url = "/files/" + name,
          .thumb = "/files/t" + name,
          .type = "image/png",
          .width = 4,
          .height = 3,
          .size = 99};
}

TEST(rfc3339, is_utc_with_milliseconds) {
  EXPECT_EQ(rfc3339(chat::instant{}), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(rfc3339(morning), "2026-11-23T08:00:00.123Z");
  EXPECT_EQ(rfc3339(chat::instant(std::chrono::milliseconds(951'827'696'007))), "2000-02-29T12:34:56.007Z");
}

TEST(modern_message, shows_the_client_id_to_its_author_only_and_the_address_to_nobody) {
  constexpr auto expected =
      R"({"id":5,"room":1,"seq":9,"version":0,"kind":"text","client_id":"c-1",)"
      R"("user":{"id":3,"name":"林大","avatar":"/files/a.png","role":"member"},)"
      R"("text":"<b>\"hi\"</b>","attachments":[],"time":"2026-11-23T08:00:00.123Z","reply_to":null,"thread":0,)"
      R"("replies":0,"edited":null,"deleted":null,"pinned":false,"reactions":[],"preview":null})";
  EXPECT_EQ(modern::message_event(sample(), {3}), expected);
  const auto others = boost::json::parse(modern::message_event(sample(), {4})).as_object();
  EXPECT_FALSE(others.contains("client_id"));
  EXPECT_EQ(modern::message_event(sample(), {4}).find("lin@x.io"), std::string::npos);
}

TEST(modern_file, says_what_it_is_and_how_it_is_called) {
  auto image = picture("a");
  image.name = "\"四\".png";
  image.medium = image.url;
  image.blur = "L0TSUA";
  json_writer shown;
  modern::write(shown, image);
  EXPECT_EQ(shown.view(),
            R"({"id":"a","url":"/files/a","thumb":"/files/ta","type":"image/png","width":4,"height":3,"size":99,)"
            R"("kind":"image","name":"\"四\".png","medium":"/files/a","blur":"L0TSUA"})");
  json_writer saved;
  modern::write(saved, chat::file{{"b"}, "/files/b", "", "application/pdf", 0, 0, 7, chat::file_kind::file, "b.pdf"});
  EXPECT_EQ(saved.view(),
            R"({"id":"b","url":"/files/b","thumb":"","type":"application/pdf","width":0,"height":0,"size":7,)"
            R"("kind":"file","name":"b.pdf","medium":"","blur":""})");
}

TEST(modern_user, has_no_avatar_of_another_host) {
  for (const auto* avatar :
       {"//evil.example/x.png", "https://evil.example/x.png", "data:image/png;base64,xx", "x.png"}) {
    json_writer out;
    modern::write(out, chat::user{{1}, "a", avatar});
    EXPECT_EQ(out.view(), R"({"id":1,"name":"a","avatar":"","role":"member"})") << avatar;
  }
}

TEST(modern_room, is_shown_to_everybody_with_how_many_are_here) {
  chat::room seen;
  seen.id = {3};
  seen.kind = chat::room_kind::closed;
  seen.name = "r";
  seen.topic = "t";
  seen.last_seq = {9};
  seen.version = 4;
  seen.read_only = true;
  seen.slow = std::chrono::seconds(5);
  seen.members = 2;
  json_writer out;
  modern::write(out, seen, 1);
  EXPECT_EQ(out.view(), R"({"id":3,"kind":"private","name":"r","topic":"t","last_seq":9,"version":4,"archived":false,)"
                        R"("read_only":true,"slow_seconds":5,"members":2,"online":1})");
}

TEST(modern_member, has_a_role_a_presence_and_a_mute) {
  const chat::room_member member{.who = {{3}, "a", ""}, .role = chat::member_role::moderator, .muted_until = morning};
  json_writer out;
  modern::write(out, member, chat::availability::offline);
  EXPECT_EQ(out.view(), R"({"id":3,"name":"a","avatar":"","role":"member","room_role":"moderator","online":false,)"
                        R"("presence":"offline","muted_until":"2026-11-23T08:00:00.123Z"})");
  json_writer busy;
  modern::write(busy, member, chat::availability::dnd);
  EXPECT_NE(busy.view().find(R"("online":true,"presence":"dnd")"), std::string_view::npos);
}

TEST(modern_names, are_read_as_they_are_written) {
  EXPECT_EQ(modern::member_role_of("moderator"), chat::member_role::moderator);
  EXPECT_EQ(modern::member_role_of("admin"), std::nullopt);
  EXPECT_EQ(modern::notify_level_of("nothing"), chat::notify_level::nothing);
  EXPECT_EQ(modern::notify_level_of(""), std::nullopt);
  EXPECT_EQ(modern::server_role_of("bot"), chat::server_role::bot);
}

TEST(classic_message, has_the_fields_of_the_original) {
  const auto shown = classic::shown_messages(sample());
  ASSERT_EQ(shown.size(), 1U);
  EXPECT_EQ(
      shown.front(),
      R"({"id":5,"userid":"lin@x.io","username":"林大","src":"/files/a.png","msg":"<b>\"hi\"</b>","img":"","roomid":1,)"
      R"("time":"2026-11-23T08:00:00.123Z"})");
}

TEST(classic_message, is_one_text_or_one_image) {
  auto said = sample();
  said.attachments = {picture("a"), picture("b")};
  EXPECT_EQ(classic::shown_messages(said).size(), 3U);
  said.text.clear();
  const auto images = classic::shown_messages(said);
  ASSERT_EQ(images.size(), 2U);
  EXPECT_NE(images[0].find(R"("msg":"","img":"/files/a")"), std::string::npos);
  EXPECT_NE(images[1].find(R"("msg":"","img":"/files/b")"), std::string::npos);
}

TEST(classic_message, has_the_address_of_what_is_no_image) {
  auto said = sample();
  said.text.clear();
  said.attachments = {picture("a")};
  said.attachments[0].kind = chat::file_kind::file;
  said.attachments[0].name = "a.pdf";
  const auto shown = classic::shown_messages(said);
  ASSERT_EQ(shown.size(), 1U);
  EXPECT_NE(shown[0].find(R"("msg":"a.pdf /files/a","img":"")"), std::string::npos);
}

TEST(classic_message, says_what_happened_in_a_room_in_words) {
  auto said = sample();
  said.kind = chat::message_kind::system;
  for (const auto& [text, words] : {
           std::pair{R"({"type":"member_joined","user":{"id":4,"name":"小美"}})", "小美 加入了聊天室"},
           std::pair{R"({"type":"member_kicked","user":{"id":4,"name":"小美"}})", "小美 被移出聊天室"},
           std::pair{R"({"type":"room_renamed","user":{"id":4,"name":"小美"},"name":"茶"})", "小美 将聊天室改名为“茶”"},
           std::pair{R"({"type":"unheard of"})", "系统消息"},
           std::pair{"no JSON", "系统消息"},
       }) {
    said.text = text;
    const auto shown = classic::shown_messages(said);
    ASSERT_EQ(shown.size(), 1U);
    EXPECT_EQ(boost::json::parse(shown.front()).at("msg").as_string(), words);
  }
}

TEST(classic_people, are_keyed_by_id_and_hold_no_secrets) {
  const chat::user people[] = {{{3}, "a", "x.png", "a@x.io"}, {{12}, "b", "", "b@x.io"}};
  EXPECT_EQ(classic::people(people), R"({"3":{"id":3,"name":"a","email":"a@x.io","avatar":"x.png","src":"x.png"},)"
                                     R"("12":{"id":12,"name":"b","email":"b@x.io","avatar":"","src":""}})");
  EXPECT_EQ(classic::people({}), "{}");
}

TEST(classic_counts, are_unread_by_room) {
  const std::pair<chat::room_id, chat::reading> unread[] = {{{1}, {{4}, {9}}}, {{2}, {}}};
  EXPECT_EQ(classic::counts(unread), R"({"room1":5,"room2":0})");
}

}  // namespace
}  // namespace webchats::api
