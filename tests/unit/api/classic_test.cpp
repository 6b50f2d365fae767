#include <gtest/gtest.h>

#include "api/classic/data_url.hpp"
#include "api/classic/input.hpp"
#include "api/classic/page_anchors.hpp"
#include "api/classic/rooms.hpp"
#include "api/classic/throttle.hpp"
#include "api/contracts.hpp"
#include "engineio/base64.hpp"

namespace webchats::api::classic {
namespace {

using std::chrono::seconds;

TEST(throttle, counts_per_client_in_windows_of_a_minute) {
  throttle limit(2);
  const throttle::time_point start{seconds(1000)};
  EXPECT_EQ(limit.take("a", start).remaining, 1U);
  EXPECT_TRUE(limit.take("a", start + seconds(59)).allowed);
  const auto refused = limit.take("a", start + seconds(59));
  EXPECT_FALSE(refused.allowed);
  EXPECT_EQ(refused.remaining, 0U);
  EXPECT_EQ(refused.reset, seconds(1));
  EXPECT_TRUE(limit.take("b", start + seconds(59)).allowed);
  EXPECT_TRUE(limit.take("a", start + seconds(60)).allowed);
}

TEST(throttle, of_zero_lets_everything_pass) {
  throttle limit(0);
  for (int n = 0; n < 1000; ++n) ASSERT_TRUE(limit.take("a", {}).allowed);
}

TEST(classic_room, is_one_of_two_however_its_number_is_written) {
  EXPECT_EQ(room_of(1), chat::first_room);
  EXPECT_EQ(room_of(2), chat::second_room);
  for (const std::int64_t number : {-1, 0, 3, 100}) EXPECT_EQ(room_of(number), std::nullopt);
  EXPECT_EQ(number_of(boost::json::value(2)), 2);
  EXPECT_EQ(number_of(boost::json::value("2")), 2);
  for (const auto* text : {"", " 2", "2 ", "2x", "+2", "0x2", "2.0", "99999999999999999999"}) {
    EXPECT_EQ(number_of(boost::json::value(text)), std::nullopt) << text;
  }
  EXPECT_EQ(number_of(boost::json::value(2.0)), std::nullopt);
  EXPECT_EQ(number_of(boost::json::value(nullptr)), std::nullopt);
}

TEST(data_url, is_read_when_it_is_an_image_in_base64) {
  EXPECT_EQ(image_of_data_url("data:image/png;base64,aGVsbG8="), "hello");
  EXPECT_EQ(image_of_data_url("data:image/svg+xml;charset=utf-8;base64,aGVsbG8="), "hello");
  for (const auto* text :
       {"", "data:", "data:image/png;base64,", "data:image/png,aGVsbG8=", "data:text/html;base64,aGVsbG8=",
        "DATA:image/png;base64,aGVsbG8=", "data:image/png;base64,a*b=", "https://x/y.png", "/files/x.png"}) {
    EXPECT_EQ(image_of_data_url(text), std::nullopt) << text;
  }
}

TEST(data_url, is_read_up_to_four_mebibytes) {
  std::string url = "data:image/png;base64,";
  engineio::append_base64(url, std::string(longest_socket_image, 'x'));
  EXPECT_TRUE(image_of_data_url(url));
  EXPECT_FALSE(image_of_data_url(url + "AAAA"));
}

TEST(max_payload, is_large_for_the_protocol_of_the_original_only) {
  http::request handshake;
  handshake.query = "api_token=x&EIO=3&transport=polling";
  EXPECT_GT(max_payload_for(handshake), engineio::base64_size(longest_socket_image));
  handshake.query = "EIO=4&transport=polling";
  EXPECT_EQ(max_payload_for(handshake), 1'000'000U);
}

http::request post(std::string type, std::string body, std::string query = {}) {
  http::request made;
  made.method = http::method::post;
  made.headers = {{"content-type", std::move(type)}};
  made.body = std::move(body);
  made.query = std::move(query);
  return made;
}

TEST(input, is_taken_from_query_json_and_forms_alike) {
  const auto json =
      post("application/json;charset=UTF-8", R"({"name":" a ","n":3,"empty":"","password":" p "})", "q=1&name=z");
  const input in(json);
  EXPECT_EQ(in.text("name"), "a");
  EXPECT_EQ(in.text("password"), " p ");
  EXPECT_EQ(in.number("n"), 3);
  EXPECT_EQ(in.number("q"), 1);
  EXPECT_EQ(in.find("empty"), nullptr);

  const auto form = post("application/x-www-form-urlencoded", "name=%E4%B8%AD&roomid=2");
  EXPECT_EQ(input(form).text("name"), "中");
  EXPECT_EQ(input(form).number("roomid"), 2);

  const auto parts = post("multipart/form-data; boundary=b",
                          "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\nbytes\r\n"
                          "--b\r\nContent-Disposition: form-data; name=\"api_token\"\r\n\r\nT\r\n--b--\r\n");
  const input multipart(parts);
  EXPECT_EQ(multipart.token(), "T");
  ASSERT_NE(multipart.file("file"), nullptr);
  EXPECT_EQ(multipart.file("file")->content, "bytes");
}

TEST(input, survives_bodies_that_are_none) {
  for (const auto* body : {"", "{", "null", "[]", "\"x\"", "\xff"}) {
    for (const auto* type :
         {"application/json", "multipart/form-data", "multipart/form-data; boundary=b", "text/plain", ""}) {
      const auto request = post(type, body);
      const input in(request);
      EXPECT_EQ(in.find("name"), nullptr);
      EXPECT_EQ(in.token(), "");
    }
  }
}

TEST(input, finds_the_token_where_the_originals_guard_did) {
  auto request = post("", "");
  request.headers = {{"authorization", "Bearer abc"}};
  EXPECT_EQ(input(request).token(), "abc");
  request.headers = {{"authorization", "bearer   abc "}};
  EXPECT_EQ(input(request).token(), "abc");
  std::string basic = "Basic ";
  engineio::append_base64(basic, "any:secret");
  request.headers = {{"authorization", basic}};
  EXPECT_EQ(input(request).token(), "secret");
  request.query = "api_token=q";
  EXPECT_EQ(input(request).token(), "q");
  for (const auto* value : {"Bearer", "Bearer ", "Basic", "Basic !!!", "Basic YQ==", "Digest x", ""}) {
    request.query.clear();
    request.headers = {{"authorization", value}};
    EXPECT_EQ(input(request).token(), "") << value;
  }
}

TEST(page_anchors, remember_per_session_and_room) {
  page_anchors anchors;
  EXPECT_EQ(anchors.find({1}, {1}), std::nullopt);
  anchors.set({1}, {1}, {40});
  anchors.set({1}, {1}, {45});
  anchors.set({2}, {1}, {50});
  EXPECT_EQ(anchors.find({1}, {1}), chat::seq_no{45});
  EXPECT_EQ(anchors.find({2}, {1}), chat::seq_no{50});
  EXPECT_EQ(anchors.find({1}, {2}), std::nullopt);
}

}  // namespace
}  // namespace webchats::api::classic
