#include "store/account_store.hpp"

#include "fixture.hpp"

namespace webchats::store {

namespace {

class account_store : public store_test {
 protected:
  static chat::new_session device(const std::string& token_hash, std::int64_t created, std::size_t keep = 50) {
    return {token_hash, "phone", at(created), at(created + 1'000'000), keep};
  }
};

TEST_F(account_store, finds_people_by_email_and_sessions_by_token_hash) {
  const auto anna = person("anna");
  const auto password = wait(accounts().password_of("anna@example.org"));
  EXPECT_EQ(password->user, anna);
  EXPECT_EQ(password->hash, "hash of anna");
  const auto session = wait(accounts().session_by_token("token of anna"));
  EXPECT_EQ(session->me.who, (chat::user{anna, "anna", "/avatars/anna", "anna@example.org"}));
  EXPECT_EQ(session->me.email, "anna@example.org");
  EXPECT_EQ(session->session.user, anna);
  EXPECT_EQ(session->session.expires, at(1'000'000'000));
}

TEST_F(account_store, does_not_find_what_is_not_there) {
  EXPECT_TRUE(refused<chat::not_found>(wait(accounts().password_of("nobody@example.org"))));
  EXPECT_TRUE(refused<chat::not_found>(wait(accounts().password_of("' or 1=1 --"))));
  EXPECT_TRUE(refused<chat::not_found>(wait(accounts().session_by_token("nothing"))));
  EXPECT_TRUE(refused<chat::not_found>(wait(store_->people().change({99}, {.name = "x"}, at(1)))));
}

TEST_F(account_store, lets_one_of_many_have_an_email) {
  std::vector<chat::flow<chat::stored_session>> flows;
  for (int i = 0; i < 20; ++i) {
    flows.push_back(accounts().add({"same@example.org", "same", "", "hash", at(1)}, device(std::to_string(i), 1)));
  }
  int made = 0;
  for (const auto& each : wait_all(std::move(flows))) {
    if (each) ++made;
    EXPECT_TRUE(each || refused<chat::taken>(each));
  }
  EXPECT_EQ(made, 1);
}

TEST_F(account_store, ends_a_session_of_its_user_only_and_tells_its_sockets) {
  const auto anna = person("anna");
  const auto ben = person("ben");
  const auto session = wait(accounts().session_by_token("token of anna"))->session.id;
  EXPECT_TRUE(refused<chat::not_found>(wait(accounts().end_session(ben, session, chat::revocation::revoked))));
  EXPECT_EQ(wait(accounts().end_session(anna, session, chat::revocation::signed_out)).value(), "token of anna");
  EXPECT_TRUE(refused<chat::not_found>(wait(accounts().session_by_token("token of anna"))));
  const auto told = sink_.of<chat::session_revoked>();
  ASSERT_EQ(told.size(), 1);
  EXPECT_EQ(told[0].session, session);
  EXPECT_EQ(told[0].reason, chat::revocation::signed_out);
}

TEST_F(account_store, lets_the_session_give_way_that_was_not_used_for_the_longest_time) {
  const auto anna = person("anna");
  const auto second = wait(accounts().open_session(anna, device("second", 2'000, 2)));
  ASSERT_TRUE(second);
  EXPECT_TRUE(second->displaced.empty());
  const auto third = wait(accounts().open_session(anna, device("third", 3'000, 2)));
  EXPECT_EQ(third->displaced, std::vector<std::string>{"token of anna"});
  EXPECT_EQ(wait(accounts().sessions_of(anna))->size(), 2);
  EXPECT_EQ(sink_.of<chat::session_revoked>().at(0).reason, chat::revocation::too_many);
}

TEST_F(account_store, never_gives_an_id_of_an_ended_session_again) {
  const auto anna = person("anna");
  const auto second = wait(accounts().open_session(anna, device("second", 2'000)))->stored.session.id;
  ASSERT_TRUE(wait(accounts().end_session(anna, second, chat::revocation::revoked)));
  EXPECT_NE(wait(accounts().open_session(anna, device("third", 3'000)))->stored.session.id, second);
}

TEST_F(account_store, remembers_when_a_session_was_used_last) {
  const auto anna = person("anna");
  const auto session = wait(accounts().session_by_token("token of anna"))->session.id;
  accounts().touch(session, at(70'000));
  accounts().touch(session, at(80'000));
  // The queue keeps its order: when the next write is answered, the touches are written.
  ASSERT_TRUE(wait(store_->people().change(anna, {.status = "here"}, at(1))));
  accounts().touch(session, at(60'000));
  ASSERT_TRUE(wait(store_->people().change(anna, {.status = "here"}, at(1))));
  EXPECT_EQ(wait(accounts().session_by_token("token of anna"))->session.last_used, at(80'000));
}

TEST_F(account_store, changes_a_profile_and_tells_everybody) {
  const auto anna = person("anna");
  EXPECT_EQ(wait(store_->people().change(anna, {.name = "Anna Ω"}, at(2'000)))->who.name, "Anna Ω");
  const auto changed = wait(accounts().set_avatar(anna, "/files/new.webp", at(3'000)));
  EXPECT_EQ(changed->who.avatar, "/files/new.webp");
  EXPECT_EQ(changed->updated, at(3'000));
  EXPECT_EQ(changed->created, at(1'000));
  EXPECT_EQ(sink_.of<chat::profile_changed>().size(), 2);
  ASSERT_TRUE(say(text_of(anna, "under my new name")));
  EXPECT_EQ(sink_.of<chat::message_posted>().at(0).message.author.name, "Anna Ω");
}

}  // namespace

}  // namespace webchats::store
