// tests/vectors/permissions.json: the tables of chat/permissions.cpp for the tests that ask the real server. Written by
// this test when WEBCHATS_WRITE_VECTORS is set.

#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "chat/permissions.hpp"

namespace webchats::chat {

namespace {

using namespace std::string_literals;

constexpr std::array server_roles{
    std::pair{"owner", server_role::owner},         std::pair{"admin", server_role::admin},
    std::pair{"moderator", server_role::moderator}, std::pair{"member", server_role::member},
    std::pair{"guest", server_role::guest},         std::pair{"bot", server_role::bot}};

struct relation {
  const char* name;
  std::optional<member_role> role;
  bool muted;
};
const std::array relations{relation{"stranger", std::nullopt, false},
                           relation{"member", member_role::member, false},
                           relation{"moderator", member_role::moderator, false},
                           relation{"owner", member_role::owner, false},
                           relation{"muted", member_role::member, true},
                           relation{"muted moderator", member_role::moderator, true},
                           relation{"muted owner", member_role::owner, true}};

struct newcomer_kind {
  const char* name;
  bool banned;
  bool invited;
};
constexpr std::array newcomers{newcomer_kind{"stranger", false, false}, newcomer_kind{"banned", true, false},
                               newcomer_kind{"invited", false, true}, newcomer_kind{"banned invited", true, true}};

struct named_state {
  std::string name;
  room_state state;
};

std::vector<named_state> room_states() {
  std::vector<named_state> all;
  for (const auto& [name, kind] : {std::pair{"public", room_kind::open}, std::pair{"private", room_kind::closed},
                                   std::pair{"direct", room_kind::direct}}) {
    for (const bool archived : {false, true}) {
      for (const bool read_only : {false, true}) {
        all.push_back({name + (archived ? " archived"s : ""s) + (read_only ? " read-only"s : ""s),
                       {.kind = kind, .archived = archived, .read_only = read_only}});
      }
    }
  }
  return all;
}

char letter(verdict judged) {
  switch (judged) {
    case verdict::allowed:
      return 'a';
    case verdict::forbidden:
      return 'f';
    case verdict::hidden:
      return 'h';
    case verdict::muted:
      return 'm';
    case verdict::archived:
      break;
  }
  return 'c';
}

/// `"name": {…}` or `[…]`, one entry a line, at a depth.
std::string block(const std::string& name, const std::vector<std::string>& entries, std::string_view brackets,
                  std::size_t depth) {
  const std::string indent(2 * depth, ' ');
  std::string text = indent + '"' + name + "\": " + brackets[0] + '\n';
  for (std::size_t at = 0; at < entries.size(); ++at) {
    text += entries[at] + (at + 1 < entries.size() ? ",\n" : "\n");
  }
  return text + indent + brackets[1];
}

template <class Names>
std::string names(const std::string& key, const Names& all) {
  std::string text = "  \"" + key + "\": [";
  bool first = true;
  for (const auto& each : all) {
    text += (std::exchange(first, false) ? "\"" : ", \"") + std::string(each) + '"';
  }
  return text + ']';
}

/// `"room state": {"server role": "letters", …}`, one line.
template <class Letters>
std::string line(const named_state& where, Letters letters, std::size_t depth) {
  std::string text = std::string(2 * depth, ' ') + '"' + where.name + "\": {";
  for (const auto& [name, role] : server_roles) {
    text += (name == server_roles.front().first ? "\""s : ", \""s) + name + "\": \"" + letters(role) + '"';
  }
  return text + '}';
}

std::string vectors() {
  std::vector<std::string> actions;
  for (std::size_t at = 0; at < room_actions; ++at) {
    const auto what = static_cast<room_action>(at);
    std::vector<std::string> states;
    for (const auto& where : room_states()) {
      states.push_back(line(
          where,
          [&](server_role role) {
            std::string letters;
            for (const auto& who : relations) letters += letter(judge(what, {role, who.role, who.muted}, where.state));
            return letters;
          },
          3));
    }
    actions.push_back(block(std::string(name_of(what)), states, "{}", 2));
  }
  std::vector<std::string> joins;
  for (const auto& where : room_states()) {
    joins.push_back(line(
        where,
        [&](server_role role) {
          std::string letters;
          for (const auto& who : newcomers)
            letters += letter(
                judge_join({role, who.banned ? std::optional(instant{}) : std::nullopt, who.invited}, where.state));
          return letters;
        },
        2));
  }
  std::vector<std::string> server;
  for (std::size_t at = 0; at < server_actions; ++at) {
    const auto what = static_cast<server_action>(at);
    std::vector<std::string> roles;
    for (const auto& [name, role] : server_roles) {
      if (may(what, role)) roles.emplace_back(name);
    }
    server.push_back("  " + names(std::string(name_of(what)), roles));
  }
  std::vector<std::string> columns;
  for (const auto& who : relations) columns.emplace_back(who.name);
  std::vector<std::string> comers;
  for (const auto& who : newcomers) comers.emplace_back(who.name);
  return "{\n"
         "  \"verdicts\": {\"a\": \"allowed\", \"f\": \"forbidden\", \"h\": \"not_found\", \"m\": \"muted\", "
         "\"c\": \"conflict\"},\n" +
         names("relations", columns) + ",\n" + names("newcomers", comers) + ",\n" + block("room", actions, "{}", 1) +
         ",\n" + block("join", joins, "{}", 1) + ",\n" + block("server", server, "{}", 1) + "\n}\n";
}

TEST(permissions, are_what_the_tests_of_the_real_server_expect) {
  const std::string path = std::string(WEBCHATS_TEST_VECTORS) + "/permissions.json";
  const auto current = vectors();
  if (std::getenv("WEBCHATS_WRITE_VECTORS") != nullptr) std::ofstream(path) << current;
  std::ifstream file(path);
  const std::string written(std::istreambuf_iterator<char>(file), {});
  EXPECT_TRUE(written == current) << path << " is not what chat/permissions.cpp says: run this test with "
                                  << "WEBCHATS_WRITE_VECTORS=1 and look at the difference";
}

}  // namespace

}  // namespace webchats::chat
