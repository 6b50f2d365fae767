#include "api/rest/openapi.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <boost/json/parse.hpp>

#include "api/error.hpp"
#include "api/rest/routes.hpp"

namespace webchats::api {
namespace {

namespace json = boost::json;

json::value document() {
  const auto* file = http::find_embedded(rest::openapi_files(), "/openapi.json");
  return file == nullptr ? json::value() : json::parse(file->content);
}

std::string name_of(http::method verb) {
  switch (verb) {
    case http::method::get:
      return "get";
    case http::method::post:
      return "post";
    case http::method::put:
      return "put";
    case http::method::patch:
      return "patch";
    case http::method::del:
      return "delete";
    default:
      return "?";
  }
}

/// "get /api/v1/me, personal"
std::set<std::string> described() {
  std::set<std::string> all;
  for (const auto& [path, calls] : document().at("paths").as_object()) {
    for (const auto& [verb, call] : calls.as_object()) {
      const auto* security = call.as_object().if_contains("security");
      const bool open = security != nullptr && security->as_array().empty();
      all.insert(std::string(verb) + ' ' + std::string(path) + (open ? ", open" : ", personal"));
    }
  }
  return all;
}

std::set<std::string> served() {
  std::set<std::string> all;
  for (const auto& one : rest::all_routes()) {
    all.insert(name_of(one.verb) + ' ' + std::string(one.pattern) +
               (one.who == rest::access::open ? ", open" : ", personal"));
  }
  return all;
}

TEST(openapi, describes_every_call_and_no_other) { EXPECT_EQ(described(), served()); }

TEST(openapi, names_every_part_of_a_path) {
  for (const auto& [path, calls] : document().at("paths").as_object()) {
    std::set<std::string> in_path;
    for (std::size_t at = path.find('{'); at != std::string::npos; at = path.find('{', at + 1)) {
      in_path.emplace(path.substr(at + 1, path.find('}', at) - at - 1));
    }
    for (const auto& [verb, call] : calls.as_object()) {
      std::set<std::string> named;
      if (const auto* parameters = call.as_object().if_contains("parameters")) {
        for (const auto& each : parameters->as_array()) {
          if (each.at("in").as_string() == "path") named.emplace(each.at("name").as_string());
        }
      }
      EXPECT_EQ(named, in_path) << verb << ' ' << path;
    }
  }
}

TEST(openapi, knows_every_code_of_an_error) {
  std::set<std::string> known;
  const auto all = document();
  for (const auto& each : all.at_pointer("/components/schemas/Problem/properties/code/enum").as_array()) {
    known.emplace(each.as_string());
  }
  std::set<std::string> used;
  for (int at = 0; at <= static_cast<int>(error_code::unavailable); ++at) {
    used.emplace(name_of(static_cast<error_code>(at)));
  }
  EXPECT_EQ(known, used);
}

}  // namespace
}  // namespace webchats::api
