#include "api/auth/scopes.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace webchats::api {
namespace {

using chat::scope;

chat::access with(std::initializer_list<scope> granted, std::vector<chat::room_id> rooms = {}) {
  chat::access token;
  for (const auto each : granted) token.grant(each);
  token.rooms = std::move(rooms);
  return token;
}

http::request call(http::method verb, std::string path) {
  http::request request;
  request.method = verb;
  request.path = std::move(path);
  return request;
}

constexpr std::string_view messages = "/api/v1/rooms/{id}/messages";

TEST(scopes, a_token_for_some_rooms_enters_no_room_that_is_not_named) {
  EXPECT_TRUE(permits(with({scope::rooms_write}), "room:join", std::nullopt));
  EXPECT_FALSE(permits(with({scope::rooms_write}, {{3}}), "room:join", std::nullopt));
  EXPECT_TRUE(permits(with({scope::rooms_write}, {{3}}), "room:join", chat::room_id{3}));
}

TEST(scopes, a_call_needs_its_scope) {
  const auto get = call(http::method::get, "/api/v1/rooms/3/messages");
  EXPECT_TRUE(permits(with({scope::messages_read}), get, messages));
  EXPECT_FALSE(permits(with({scope::rooms_read, scope::messages_write}), get, messages));
  const auto post = call(http::method::post, "/api/v1/rooms/3/messages");
  EXPECT_TRUE(permits(with({scope::messages_write}), post, messages));
  EXPECT_FALSE(permits(with({scope::messages_read}), post, messages));
  EXPECT_TRUE(permits(with({scope::rooms_read}), call(http::method::get, "/api/v1/rooms"), "/api/v1/rooms"));
  EXPECT_TRUE(permits(with({scope::files_write}), call(http::method::post, "/api/v1/files"), "/api/v1/files"));
  EXPECT_TRUE(permits(with({}), call(http::method::get, "/api/v1/me"), "/api/v1/me"));
}

TEST(scopes, rooms_are_shown_without_what_was_said_in_them) {
  chat::joined_room one;
  one.room.id = {3};
  one.last_message.emplace();
  chat::joined_room other;
  other.room.id = {4};
  std::vector rooms{one, other};
  restrict(rooms, std::nullopt);
  EXPECT_EQ(rooms.size(), 2U);
  EXPECT_TRUE(rooms.front().last_message);
  restrict(rooms, with({scope::rooms_read}, {{3}}));
  ASSERT_EQ(rooms.size(), 1U);
  EXPECT_EQ(rooms.front().room.id, chat::room_id{3});
  EXPECT_FALSE(rooms.front().last_message);
}

TEST(scopes, what_is_not_for_bots_is_refused_whatever_they_have) {
  const auto all =
      with({scope::messages_read, scope::messages_write, scope::rooms_read, scope::rooms_write, scope::files_write});
  EXPECT_FALSE(permits(all, call(http::method::patch, "/api/v1/me"), "/api/v1/me"));
  EXPECT_FALSE(permits(all, call(http::method::post, "/api/v1/rooms"), "/api/v1/rooms"));
  EXPECT_FALSE(permits(all, call(http::method::patch, "/api/v1/rooms/3"), "/api/v1/rooms/{id}"));
  EXPECT_FALSE(permits(all, call(http::method::get, "/api/v1/rooms/3/hooks"), "/api/v1/rooms/{id}/hooks"));
  for (const std::string_view pattern : {"/api/v1/sessions", "/api/v1/bots", "/api/v1/hooks", "/api/v1/admin/x"}) {
    EXPECT_FALSE(permits(all, call(http::method::get, std::string(pattern)), pattern)) << pattern;
    EXPECT_FALSE(permits(all, call(http::method::post, std::string(pattern)), pattern)) << pattern;
  }
  EXPECT_FALSE(permits(all, "robot", std::nullopt));
  EXPECT_FALSE(permits(all, "command", chat::room_id{3}));
  EXPECT_FALSE(permits(all, "room:create", std::nullopt));
}

TEST(scopes, a_list_of_rooms_bounds_calls_and_events) {
  const auto token = with({scope::messages_read, scope::messages_write}, {{3}, {5}});
  EXPECT_TRUE(permits(token, call(http::method::get, "/api/v1/rooms/5/messages"), messages));
  EXPECT_FALSE(permits(token, call(http::method::get, "/api/v1/rooms/4/messages"), messages));
  EXPECT_FALSE(permits(token, call(http::method::get, "/api/v1/rooms/x/messages"), messages));
  EXPECT_TRUE(permits(token, "message:send", chat::room_id{3}));
  EXPECT_FALSE(permits(token, "message:send", chat::room_id{4}));
}

TEST(scopes, an_event_needs_its_scope) {
  EXPECT_TRUE(permits(with({scope::messages_write}), "message:send", chat::room_id{3}));
  EXPECT_FALSE(permits(with({scope::messages_read}), "message:send", chat::room_id{3}));
  EXPECT_TRUE(permits(with({scope::messages_read}), "history", chat::room_id{3}));
  EXPECT_TRUE(permits(with({scope::rooms_read, scope::messages_read}), "sync", std::nullopt));
  EXPECT_FALSE(permits(with({scope::rooms_read}), "sync", std::nullopt)) << "it shows messages";
}

}  // namespace
}  // namespace webchats::api
