#include "engineio/checks.hpp"

#include <gtest/gtest.h>

#include <memory>

namespace webchats::engineio {
namespace {

struct checked {
  /// The refusal of a request with this query as `code: hint`; empty when it passes.
  std::string refusal_of(std::string query) {
    request.query = std::move(query);
    const server_setup setup(options, {});
    const auto parameters = request_parameters::of(request);
    auto wrong = check_request(setup, request, parameters);
    if (!wrong && parameters.sid.empty()) wrong = check_revision(setup, parameters);
    return wrong ? std::to_string(static_cast<int>(wrong->code)) + ": " + wrong->hint : "";
  }
  server_options options;
  http::request request;
};

TEST(check_request, passes_what_is_right) {
  checked c;
  EXPECT_EQ(c.refusal_of("EIO=4&transport=polling"), "");
  EXPECT_EQ(c.refusal_of("EIO=3&transport=polling&sid=x"), "");
  c.request.method = http::method::post;
  EXPECT_EQ(c.refusal_of("EIO=4&transport=polling&sid=x"), "");
  c.request.method = http::method::get;
  c.request.upgrade = true;
  EXPECT_EQ(c.refusal_of("EIO=4&transport=websocket"), "");
  EXPECT_EQ(c.refusal_of("EIO=4&transport=websocket&sid=x"), "");
}

TEST(check_request, names_the_transports_that_are_enabled) {
  checked c;
  EXPECT_EQ(c.refusal_of("EIO=4"), "0: transport is polling or websocket");
  EXPECT_EQ(c.refusal_of("EIO=4&transport=__proto__"), "0: transport is polling or websocket");
  c.options.enabled = server_options::transports::websocket_only;
  EXPECT_EQ(c.refusal_of("EIO=4&transport=polling"), "0: transport is websocket, and nothing else here");
  c.options.enabled = server_options::transports::polling_only;
  EXPECT_EQ(c.refusal_of("EIO=4&transport=websocket"), "0: transport is polling, and nothing else here");
}

TEST(check_request, looks_in_the_order_of_the_reference) {
  checked c;
  c.request.method = http::method::post;
  c.request.headers = {{"origin", "http://evil\x01"}};
  c.options.v3 = server_options::v3_clients::refuse;
  EXPECT_EQ(c.refusal_of("EIO=3").substr(0, 1), "0");
  EXPECT_EQ(c.refusal_of("EIO=3&transport=websocket"), "3: Origin holds characters that no header may");
  c.request.headers = {{"origin", "http://evil"}};
  EXPECT_EQ(c.refusal_of("EIO=3&transport=websocket"),
            "4: pages of this origin may not connect; allowed_origins lists those that may");
  c.request.headers = {};
  EXPECT_EQ(c.refusal_of("EIO=3&transport=websocket"), "2: a request without sid opens a session, by GET");
  c.request.method = http::method::get;
  EXPECT_EQ(c.refusal_of("EIO=3&transport=websocket"),
            "3: transport=websocket without an upgrade: does a proxy drop the headers Upgrade and Connection?");
  c.request.upgrade = true;
  EXPECT_EQ(c.refusal_of("EIO=3&transport=polling"), "3: an upgrade request wants transport=websocket");
  EXPECT_EQ(c.refusal_of("EIO=3&transport=websocket").substr(0, 46), "5: the client speaks Engine.IO 3 (Socket.IO 1 ");
}

TEST(check_request, refuses_a_page_that_hides_its_origin) {
  checked c;
  c.request.headers = {{"sec-fetch-site", "cross-site"}};
  EXPECT_EQ(c.refusal_of("EIO=4&transport=polling").substr(0, 1), "4");
  c.request.headers = {{"sec-fetch-site", "same-origin"}};
  EXPECT_EQ(c.refusal_of("EIO=4&transport=polling"), "");
  c.request.headers = {{"sec-fetch-site", "cross-site"}};
  c.options.allowed_origins = {"*"};
  EXPECT_EQ(c.refusal_of("EIO=4&transport=polling"), "");
}

}  // namespace
}  // namespace webchats::engineio
