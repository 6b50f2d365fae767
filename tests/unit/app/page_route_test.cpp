#include "app/page_route.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "app/page.hpp"

namespace webchats::app {
namespace {

http::request get(std::string path) {
  http::request request;
  request.path = std::move(path);
  return request;
}

std::string header(const http::response& answer, std::string_view name) {
  const auto found =
      std::ranges::find(answer.headers, name, [](const auto& entry) { return std::string_view(entry.first); });
  return found == answer.headers.end() ? "" : found->second;
}

TEST(page_answer, gives_the_page_for_every_path_of_its_router) {
  for (const char* path : {"/", "/index.html", "/login", "/rooms/1"}) {
    const auto answer = page_answer(get(path));
    EXPECT_EQ(answer.status, 200U) << path;
    EXPECT_EQ(header(answer, "Content-Type"), "text/html; charset=utf-8") << path;
    EXPECT_EQ(header(answer, "Cache-Control"), "no-cache") << path;
    EXPECT_NE(answer.body.find("<html"), std::string::npos) << path;
  }
}

TEST(page_answer, gives_no_page_for_files_and_calls_that_do_not_exist) {
  for (const char* path : {"/assets/none.js", "/favicon.nope", "/api/v1/none", "/files/none", "/.well-known/none",
                           "/server.php/info", "/healthz/", "/readyz/none", "/metrics/"}) {
    EXPECT_EQ(page_answer(get(path)).status, 404U) << path;
  }
}

TEST(page_answer, knows_its_tag_again) {
  const std::string tag = header(page_answer(get("/")), "ETag");
  ASSERT_FALSE(tag.empty());
  auto again = get("/");
  again.headers.emplace_back("if-none-match", tag);
  EXPECT_EQ(page_answer(again).status, 304U);
  EXPECT_TRUE(page_answer(again).body.empty());
  again.headers.back().second = "\"other\"";
  EXPECT_EQ(page_answer(again).status, 200U);
}

TEST(page_answer, compresses_only_for_those_who_take_it) {
  const auto files = page_files();
  const auto compressed =
      std::ranges::find_if(files, [](const http::embedded_file& file) { return !file.brotli.empty(); });
  if (compressed == files.end()) GTEST_SKIP() << "built without the page";
  auto request = get(std::string(compressed->path));
  EXPECT_EQ(page_answer(request).body, compressed->content);
  request.headers.emplace_back("accept-encoding", "gzip, deflate, br");
  EXPECT_EQ(header(page_answer(request), "Content-Encoding"), "br");
  EXPECT_EQ(page_answer(request).body, compressed->brotli);
  request.headers.back().second = "br;q=0, gzip;q=0.5";
  EXPECT_EQ(header(page_answer(request), "Content-Encoding"), "gzip");
}

TEST(page_answer, refuses_to_be_written_to) {
  auto request = get("/");
  request.method = http::method::post;
  EXPECT_EQ(page_answer(request).status, 405U);
}

}  // namespace
}  // namespace webchats::app
