#include "store/names.hpp"

#include "chat/mentions.hpp"
#include "fixture.hpp"
#include "store/query.hpp"

namespace webchats::store {
namespace {

constexpr chat::invalid reserved{chat::field::name, chat::rule::reserved};
constexpr chat::taken taken{chat::field::name};

class names : public store_test {
 protected:
  auto rename(chat::user_id who, std::string name) {
    return wait(store_->people().change(who, {.name = std::move(name)}, at(2'000)));
  }
  /// As a program did that did not know of looks.
  void call(chat::user_id who, const std::string& name) {
    change("update users set name = '" + name + "', name_key = '" + chat::name_key(name) +
           "', name_look = '', name_claim = null where id = " + std::to_string(who.value));
  }
  /// Whom "@name" names in a room of all.
  chat::user_id named(chat::user_id author, const std::string& name) {
    EXPECT_TRUE(say(text_of(author, "@" + name)));
    const auto found = sink_.of<chat::message_posted>().back().mentioned;
    return found.size() == 1 ? found.front() : chat::user_id{};
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
  call(anna, "大白");
  EXPECT_TRUE(wait(store_->people().change(anna, {.name = "大白", .status = "tea"}, at(2'000))));
  EXPECT_TRUE(wait(store_->robot().enter({1}, anna, "大白", at(3'000))));
}

TEST_F(names, belong_to_one_person_however_they_are_written) {
  const auto bob = person("Bob");
  const auto anna = person("anna");
  for (const auto* alike : {"Bob", "BOB", "b o b", "\uFF22\uFF4F\uFF42", "B\u043Eb"}) {
    EXPECT_EQ(sign_up(alike).error(), chat::refusal(taken)) << alike;
    EXPECT_EQ(rename(anna, alike).error(), chat::refusal(taken)) << alike;
  }
  EXPECT_TRUE(sign_up("Bobby"));
  EXPECT_TRUE(rename(bob, "B.O.B.")) << "the same name, otherwise written";
  EXPECT_TRUE(rename(bob, "Bob"));
}

TEST_F(names, of_people_are_none_of_bots_and_hooks) {
  const auto bob = person("Bob");
  EXPECT_EQ(wait(store_->bots().add({.owner = bob, .name = "BOB", .created = at(2'000)})).error(),
            chat::refusal(taken));
  make_role(bob, chat::server_role::owner);
  ASSERT_TRUE(rename(bob, "Olga"));
  ASSERT_TRUE(sign_up("Bob"));
  chat::new_hook hook{.name = "bob", .rooms = {}, .everywhere = true, .creator = bob, .created = at(2'000)};
  EXPECT_EQ(wait(store_->hooks().add(hook)).error(), chat::refusal(taken));
  hook.name = "CI";
  EXPECT_TRUE(wait(store_->hooks().add(hook)));
  EXPECT_TRUE(wait(store_->hooks().add(hook))) << "doors of one service";
  EXPECT_EQ(sign_up("ci").error(), chat::refusal(reserved));
}

TEST_F(names, are_free_when_nobody_has_them_any_more) {
  const auto bob = person("Bob");
  ASSERT_TRUE(rename(bob, "Robert"));
  const auto other = sign_up("Bob");
  ASSERT_TRUE(other);
  EXPECT_EQ(rename(bob, "Bob").error(), chat::refusal(taken));
  ASSERT_TRUE(wait(store_->credentials().erase(other->me.who.id, at(3'000))));
  EXPECT_TRUE(rename(bob, "Bob"));
}

TEST_F(names, are_unique_by_the_database) {
  const auto bob = person("Bob");
  const auto anna = person("anna");
  const auto take = [&](chat::user_id who) {
    change("update users set name_claim = 'bob' where id = " + std::to_string(who.value));
  };
  EXPECT_NO_THROW(take(bob));
  EXPECT_THROW(take(anna), soci::soci_error);
}

class names_from_before : public names {
 protected:
  names_from_before() {
    first_ = person("first");
    second_ = person("second");
    other_ = person("other");
    call(second_, "bob");
    call(first_, "Bob");
    close();
    open();
  }
  chat::user_id first_;
  chat::user_id second_;
  chat::user_id other_;
};

TEST_F(names_from_before, are_the_firsts_and_stay_with_the_others_until_they_change_them) {
  EXPECT_EQ(sign_up("Bob").error(), chat::refusal(taken));
  EXPECT_TRUE(wait(store_->people().change(second_, {.status = "tea"}, at(2'000))));
  EXPECT_TRUE(rename(second_, "BOB"));
  EXPECT_EQ(wait(store_->people().profile_of(other_, chat::reach::everybody, second_))->who.name, "BOB");
  EXPECT_TRUE(rename(second_, "Bobby"));
  EXPECT_EQ(rename(second_, "Bob").error(), chat::refusal(taken));
  EXPECT_TRUE(rename(first_, "B o b"));
}

TEST_F(names_from_before, are_the_next_ones_when_the_first_has_another) {
  ASSERT_TRUE(rename(first_, "Robert"));
  EXPECT_EQ(sign_up("Bob").error(), chat::refusal(taken));
  ASSERT_TRUE(rename(second_, "Bobby"));
  EXPECT_TRUE(sign_up("Bob"));
}

TEST_F(names_from_before, name_whom_they_belong_to) {
  EXPECT_EQ(named(other_, "Bob"), first_);
  ASSERT_TRUE(rename(first_, "Robert"));
  ASSERT_TRUE(rename(other_, "Carla"));
  EXPECT_EQ(named(other_, "bob"), second_);
}

TEST_F(names_from_before, stay_as_they_are_at_the_next_start) {
  ASSERT_TRUE(rename(second_, "Bobby"));
  const auto third = sign_up("Carla")->me.who.id;
  close();
  open();
  EXPECT_EQ(rename(third, "Bob").error(), chat::refusal(taken));
  EXPECT_EQ(rename(third, "Bobby").error(), chat::refusal(taken));
  EXPECT_EQ(named(third, "Bob"), first_);
}

}  // namespace
}  // namespace webchats::store
