#include "http/router.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace webchats::http {
namespace {

/// Routes whose body limit tells which of them was found.
class router_with_routes : public testing::Test {
 protected:
  void add(method verb, std::string pattern, std::size_t mark) {
    routes_.add(verb, std::move(pattern), [](const request&, const responder&) {}, {.body_limit = mark});
  }
  void mount(std::string prefix, std::size_t mark) {
    routes_.mount(std::move(prefix), [](const request&, const responder&) {}, {.body_limit = mark});
  }
  router::match find(method verb, std::string path) {
    request asked;
    asked.method = verb;
    asked.path = std::move(path);
    return routes_.find(asked);
  }
  /// The mark of what GET `path` finds, or its status.
  std::size_t mark(std::string path, method verb = method::get) {
    const router::match found = find(verb, std::move(path));
    return found.found != nullptr ? found.found->options.body_limit : found.status;
  }
  router routes_;
};

TEST_F(router_with_routes, matches_segments_and_parameters) {
  add(method::get, "/rooms/{id}", 1);
  add(method::get, "/rooms/{id}/messages/{message}", 2);
  add(method::get, "/", 3);
  EXPECT_EQ(mark("/rooms/7"), 1U);
  EXPECT_EQ(mark("/rooms/7/messages/8"), 2U);
  EXPECT_EQ(mark("/"), 3U);
  EXPECT_EQ(mark("/rooms"), 404U);
  EXPECT_EQ(mark("/rooms/"), 404U) << "a parameter is not empty";
  EXPECT_EQ(mark("/rooms/7/"), 404U);
  EXPECT_EQ(mark("/rooms/7/messages"), 404U);
  EXPECT_EQ(mark("/Rooms/7"), 404U);
}

TEST_F(router_with_routes, a_plain_pattern_wins_over_a_parameter_whichever_was_first) {
  add(method::get, "/rooms/{id}", 1);
  add(method::get, "/rooms/new", 2);
  EXPECT_EQ(mark("/rooms/new"), 2U);
  EXPECT_EQ(mark("/rooms/old"), 1U);
}

TEST_F(router_with_routes, the_longest_mount_wins_and_routes_come_before_mounts) {
  mount("/a", 1);
  mount("/a/b/", 2);
  add(method::get, "/a/b/c", 3);
  EXPECT_EQ(mark("/a/x"), 1U);
  EXPECT_EQ(mark("/a/b/x"), 2U);
  EXPECT_EQ(mark("/a/b/c"), 3U);
  EXPECT_EQ(mark("/a/b/x", method::other), 2U) << "a mount takes every method";
  EXPECT_EQ(mark("/a"), 1U);
  EXPECT_EQ(mark("/ab"), 404U) << "a segment is whole";
  EXPECT_EQ(mark("/a/b"), 1U) << "a slash at the end is part of the prefix";
}

TEST_F(router_with_routes, otherwise_takes_what_is_left_but_not_a_wrong_method) {
  add(method::post, "/a", 1);
  routes_.otherwise([](const request&, const responder&) {});
  EXPECT_NE(find(method::get, "/b").found, nullptr);
  EXPECT_EQ(mark("/a"), 405U);
}

TEST_F(router_with_routes, a_wrong_method_lists_the_right_ones) {
  add(method::get, "/a", 1);
  add(method::put, "/a", 2);
  const router::match wrong = find(method::del, "/a");
  EXPECT_EQ(wrong.status, 405U);
  EXPECT_EQ(wrong.allow, "GET, HEAD, PUT, OPTIONS");
  EXPECT_EQ(find(method::options, "/a").status, 204U);
  EXPECT_EQ(mark("/a", method::head), 1U);
  add(method::head, "/a", 3);
  add(method::options, "/a", 4);
  EXPECT_EQ(mark("/a", method::head), 3U);
  EXPECT_EQ(mark("/a", method::options), 4U);
}

TEST_F(router_with_routes, refuses_mistakes_of_the_program) {
  add(method::get, "/a", 1);
  EXPECT_THROW(add(method::get, "/a", 2), std::invalid_argument);
  EXPECT_THROW(add(method::get, "a", 2), std::invalid_argument);
}

TEST(router, gives_the_value_of_a_parameter) {
  EXPECT_EQ(router::segment("/rooms/{id}/m/{n}", "/rooms/7/m/8", "id"), "7");
  EXPECT_EQ(router::segment("/rooms/{id}/m/{n}", "/rooms/7/m/8", "n"), "8");
  EXPECT_EQ(router::segment("/rooms/{id}", "/rooms/7", "x"), "");
  EXPECT_EQ(router::segment("/rooms/{id}", "/rooms", "id"), "");
}

}  // namespace
}  // namespace webchats::http
