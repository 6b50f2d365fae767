#include "store/names.hpp"

#include "fixture.hpp"

namespace webchats::store {
namespace {

constexpr chat::invalid reserved{chat::field::name, chat::rule::reserved};

class names : public store_test {
 protected:
  auto rename(chat::user_id who, std::string name) {
    return wait(store_->people().change(who, {.name = std::move(name)}, at(2'000)));
  }
  auto sign_up(const std::string& name, int n = 1) {
    const auto unique = name + std::to_string(n);
    return wait(accounts().add({unique + "@example.org", name, "", "hash", at(1'000)},
                               {unique, "test", at(1'000), at(1'000'000'000), 50}));
  }
};

TEST_F(names, of_the_robot_and_of_who_runs_the_server_are_kept_before_either_is_there) {
  const auto anna = person("anna");
  for (const auto* name : {"大白", "客服大白", "系统", "admin", "webchats", "\u0430ll"}) {
    EXPECT_EQ(sign_up(name).error(), chat::refusal(reserved)) << name;
    EXPECT_EQ(rename(anna, name).error(), chat::refusal(reserved)) << name;
    EXPECT_EQ(wait(store_->bots().add({.owner = anna, .name = name, .created = at(2'000)})).error(),
              chat::refusal(reserved))
        << name;
  }
  EXPECT_TRUE(sign_up("大白兔"));
}

TEST_F(names, that_say_somebody_runs_the_server_are_for_who_does) {
  const auto anna = person("anna");
  make_role(anna, chat::server_role::admin);
  EXPECT_TRUE(rename(anna, "Admin"));
  EXPECT_EQ(rename(anna, "大白").error(), chat::refusal(reserved));
}

TEST_F(names, are_kept_by_who_has_them_and_do_not_keep_the_robot_out) {
  const auto anna = person("anna");
  change("update users set name = '大白', name_key = '大白', name_look = '大白' where id = " +
         std::to_string(anna.value));
  EXPECT_TRUE(wait(store_->people().change(anna, {.name = "大白", .status = "tea"}, at(2'000))));
  EXPECT_TRUE(wait(store_->robot().enter({1}, anna, "大白", at(3'000))));
}

}  // namespace
}  // namespace webchats::store
