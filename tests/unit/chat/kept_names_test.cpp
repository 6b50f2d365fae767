#include "chat/kept_names.hpp"

#include <gtest/gtest.h>

#include "chat/name_look.hpp"

namespace webchats::chat {
namespace {

kept_for keeper(std::string_view name) { return who_keeps(name_look(name)); }

TEST(kept_names, are_those_of_the_robot_and_the_crowds_for_the_server) {
  for (const auto* name : {"大白", " 大 白 ", "大\u200B白", "dabai", "所有人", "@here", "ＡＬＬ"}) {
    EXPECT_EQ(keeper(name), kept_for::server) << name;
  }
}

TEST(kept_names, are_those_that_claim_to_run_the_server_for_its_staff) {
  for (const auto* name : {"客服大白", "系统", "系統", "Admin", "\u0430dmin", "web chats", "管理员"}) {
    EXPECT_EQ(keeper(name), kept_for::staff) << name;
  }
}

TEST(kept_names, leave_all_others) {
  for (const auto* name : {"大白兔", "太白", "Allan", "Adam", "..."}) {
    EXPECT_EQ(keeper(name), kept_for::nobody) << name;
  }
}

}  // namespace
}  // namespace webchats::chat
