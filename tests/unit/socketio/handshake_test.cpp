#include "socketio/handshake.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

namespace webchats::socketio {
namespace {

using testing::ElementsAre;
using testing::MatchesRegex;
using testing::Pair;

http::request polling_request() {
  http::request request;
  request.path = "/socket.io/";
  request.query = "EIO=4&transport=polling&a=b";
  request.peer_address = "192.0.2.1";
  request.headers = {{"host", "chat.example"}, {"origin", "https://page.example"}, {"x-other", "y"}};
  return request;
}

handshake said_with(const http::request& request, boost::json::value auth = boost::json::object()) {
  const std::vector<std::string> kept{"origin", "host", "cookie"};
  return {.auth = std::move(auth),
          .request = std::make_shared<const handshake_request>(request, engineio::protocol::v4, kept, 1)};
}

TEST(handshake_request, keeps_the_headers_named) {
  const auto kept = said_with(polling_request()).request;
  EXPECT_THAT(kept->headers(), ElementsAre(Pair("origin", "https://page.example"), Pair("host", "chat.example")));
  EXPECT_EQ(kept->header("host"), "chat.example");
  EXPECT_EQ(kept->header("cookie"), std::nullopt);
  EXPECT_EQ(kept->header("x-other"), std::nullopt);
}

TEST(handshake_request, knows_its_url) {
  const auto kept = said_with(polling_request()).request;
  EXPECT_EQ(kept->url(), "/socket.io/?EIO=4&transport=polling&a=b");
  EXPECT_EQ(kept->query(), "EIO=4&transport=polling&a=b");
  EXPECT_EQ(kept->peer_address(), "192.0.2.1");
}

TEST(handshake, is_written_as_the_reference_server_writes_it) {
  const auto said = said_with(polling_request(), {{"token", "x"}});
  boost::json::object written = to_json(said);
  const auto issued = said.request->time().time_since_epoch();
  EXPECT_EQ(written["issued"], std::chrono::duration_cast<std::chrono::milliseconds>(issued).count());
  EXPECT_THAT(std::string(written["time"].as_string()),
              MatchesRegex("[A-Z][a-z]{2} [A-Z][a-z]{2} [0-9]{2} [0-9]{4} [0-9:]{8} GMT\\+0000 "
                           "\\(Coordinated Universal Time\\)"));
  written["time"] = written["issued"] = nullptr;
  EXPECT_EQ(boost::json::serialize(written),
            R"({"headers":{"origin":"https://page.example","host":"chat.example"},"time":null,"address":"192.0.2.1",)"
            R"("xdomain":true,"secure":false,"issued":null,"url":"/socket.io/?EIO=4&transport=polling&a=b",)"
            R"("query":{"EIO":"4","transport":"polling","a":"b"},"auth":{"token":"x"}})");
}

TEST(handshake, is_secure_when_the_proxy_says_so) {
  http::request request = polling_request();
  request.headers.emplace_back("x-forwarded-proto", "https");
  EXPECT_EQ(to_json(said_with(request))["secure"], true);
}

TEST(handshake, writes_the_query_decoded_and_repeated_names_as_an_array) {
  http::request request = polling_request();
  request.query = "%26a=%26%3D%3Fa&b=1&c=x+y&b=2&b=3";
  EXPECT_EQ(to_json(said_with(request))["query"],
            (boost::json::value{{"&a", "&=?a"}, {"b", {"1", "2", "3"}}, {"c", "x y"}}));
}

TEST(handshake, writes_utf8_whatever_came) {
  http::request request = polling_request();
  request.query = "name=%E7%99%BD&bad=a%FFb";
  request.headers.emplace_back("cookie", "c=\xe9");
  boost::json::object written = to_json(said_with(request));
  EXPECT_EQ(written["query"], (boost::json::value{{"name", "白"}, {"bad", "a\uFFFDb"}}));
  EXPECT_EQ(written["headers"].as_object()["cookie"], "c=\uFFFD");
}

}  // namespace
}  // namespace webchats::socketio
