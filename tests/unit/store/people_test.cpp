// Ways in and out, profiles, invites and administration on the real database.

#include "chat/new_password_wish.hpp"
#include "fixture.hpp"

namespace webchats::store {

namespace {

using chat::account_state;
using chat::server_role;

class people_test : public store_test {
 protected:
  static chat::new_account account(const std::string& name) {
    return {name + "@example.org", name, "", "hash of " + name, at(1'000)};
  }
  static chat::new_session session(const std::string& token) {
    return {token, "test", at(1'000), at(1'000'000'000), 50};
  }
  chat::user_id owner(const std::string& name = "olga") {
    const auto made = wait(store_->credentials().add_owner(account(name), session("token of " + name)));
    EXPECT_TRUE(made);
    return made->me.who.id;
  }
  chat::outcome<chat::managed_user> set_role(chat::user_id actor, chat::user_id who, server_role role) {
    return wait(store_->administration().change(actor, who, {.role = role}, at(2'000)));
  }
  chat::outcome<chat::managed_user> set_state(chat::user_id actor, chat::user_id who, account_state state) {
    return wait(store_->administration().change(actor, who, {.state = state}, at(2'000)));
  }
  std::vector<std::string> audited() {
    std::vector<std::string> actions;
    for (const auto& each : wait(store_->administration().audit({}))->items) {
      actions.push_back(each.actor.name + " " + each.action + " " + each.target);
    }
    return actions;
  }
};

TEST_F(people_test, one_of_many_first_people_owns_the_server) {
  std::vector<chat::flow<chat::stored_session>> flows;
  for (int i = 0; i < 50; ++i) {
    flows.push_back(store_->credentials().add_owner(account("p" + std::to_string(i)), session(std::to_string(i))));
  }
  int made = 0;
  for (const auto& each : wait_all(std::move(flows))) {
    if (each) ++made;
    EXPECT_TRUE(each || refused<chat::not_found>(each));
  }
  EXPECT_EQ(made, 1);
  EXPECT_TRUE(store_->has_owner());
  EXPECT_EQ(wait(store_->administration().users("", {}))->items.size(), 1);
}

TEST_F(people_test, somebody_who_is_here_becomes_the_owner_once) {
  const auto anna = person("anna");
  const auto ben = person("ben");
  EXPECT_FALSE(store_->has_owner());
  ASSERT_TRUE(wait(store_->credentials().make_owner(anna, at(2))));
  EXPECT_TRUE(refused<chat::not_found>(wait(store_->credentials().make_owner(ben, at(3)))));
  EXPECT_EQ(wait(accounts().session_by_token("token of anna"))->me.who.role, server_role::owner);
}

TEST_F(people_test, an_invite_lets_in_as_many_as_it_says) {
  const auto anna = person("anna");
  const auto made = wait(store_->invites().add({.code_hash = "code",
                                                .creator = anna,
                                                .role = server_role::guest,
                                                .created = at(1'000),
                                                .expires = at(9'000),
                                                .uses = 3}));
  ASSERT_TRUE(made);
  std::vector<chat::flow<chat::stored_session>> flows;
  for (int i = 0; i < 10; ++i) {
    const auto name = "guest" + std::to_string(i);
    flows.push_back(store_->credentials().add_invited(account(name), session(name), "code"));
  }
  int in = 0;
  for (const auto& each : wait_all(std::move(flows))) {
    if (each) EXPECT_EQ(each->me.who.role, server_role::guest);
    if (each) ++in;
    EXPECT_TRUE(each || refused<chat::gone>(each));
  }
  EXPECT_EQ(in, 3);
  EXPECT_FALSE(wait(store_->invites().look("code", at(2'000)))->valid);
  EXPECT_TRUE(wait(store_->invites().list(anna, at(2'000)))->empty());
}

TEST_F(people_test, a_registration_that_fails_uses_no_invite) {
  const auto anna = person("anna");
  ASSERT_TRUE(wait(store_->invites().add(
      {.code_hash = "code", .creator = anna, .created = at(1'000), .expires = at(9'000), .uses = 1})));
  EXPECT_TRUE(refused<chat::taken>(wait(store_->credentials().add_invited(account("anna"), session("x"), "code"))));
  EXPECT_EQ(wait(store_->invites().list(anna, at(2'000)))->at(0).uses_left, 1);
  EXPECT_TRUE(wait(store_->credentials().add_invited(account("ben"), session("y"), "code")));
  auto late = account("late");
  late.created = at(9'000);
  EXPECT_TRUE(refused<chat::gone>(wait(store_->credentials().add_invited(late, session("z"), "code"))));
}

TEST_F(people_test, nobody_is_called_like_staff) {
  const auto olga = owner("Olga");
  EXPECT_TRUE(refused<chat::invalid>(wait(accounts().add({"x@x.io", "оlga", "", "hash", at(1)}, session("x")))));
  const auto ben = person("ben");
  EXPECT_TRUE(refused<chat::invalid>(wait(store_->people().change(ben, {.name = "OLGA"}, at(2)))));
  EXPECT_TRUE(wait(store_->people().change(olga, {.name = "OLGA"}, at(2))));
  // What is taken is theirs as staff, too.
  const auto dora = person("dora");
  EXPECT_TRUE(refused<chat::taken>(wait(accounts().add({"dora2@x.io", "Dora", "", "hash", at(1)}, session("d2")))));
  ASSERT_TRUE(set_role(olga, dora, server_role::moderator));
  EXPECT_TRUE(refused<chat::invalid>(wait(accounts().add({"dora3@x.io", "Dora", "", "hash", at(1)}, session("d3")))));
}

TEST_F(people_test, a_new_password_ends_the_other_sessions_and_the_codes) {
  const auto olga = owner();
  const auto anna = person("anna");
  ASSERT_TRUE(wait(accounts().open_session(anna, session("second"))));
  const auto kept = wait(accounts().session_by_token("token of anna"))->session.id;
  ASSERT_TRUE(
      wait(store_->administration().add_code(olga, {.hash = "code", .user = anna, .expires = at(10'000)}, at(2'000))));
  ASSERT_TRUE(wait(store_->credentials().set_password(anna, "new hash", kept, at(3'000))));
  EXPECT_EQ(wait(accounts().password_of("anna@example.org"))->hash, "new hash");
  EXPECT_TRUE(wait(accounts().session_by_token("token of anna")));
  EXPECT_TRUE(refused<chat::not_found>(wait(accounts().session_by_token("second"))));
  EXPECT_EQ(sink_.of<chat::session_revoked>().at(0).reason, chat::revocation::password_changed);
  auto opened = session("third");
  EXPECT_TRUE(refused<chat::gone>(wait(store_->credentials().reset_password("code", "hash", opened))));
}

TEST_F(people_test, a_code_sets_a_password_once_and_in_time) {
  const auto olga = owner();
  const auto anna = person("anna");
  const auto give = [&](const std::string& hash) {
    return wait(
        store_->administration().add_code(olga, {.hash = hash, .user = anna, .expires = at(10'000)}, at(2'000)));
  };
  ASSERT_TRUE(give("late"));
  auto opened = session("new");
  opened.created = at(10'000);
  EXPECT_TRUE(refused<chat::gone>(wait(store_->credentials().reset_password("late", "hash", opened))));
  ASSERT_TRUE(give("code"));
  opened.created = at(9'000);
  ASSERT_TRUE(wait(store_->credentials().reset_password("code", "new hash", opened)));
  EXPECT_TRUE(refused<chat::not_found>(wait(accounts().session_by_token("token of anna"))));
  EXPECT_TRUE(wait(accounts().session_by_token("new")));
  EXPECT_TRUE(refused<chat::gone>(wait(store_->credentials().reset_password("code", "other", opened))));
}

TEST_F(people_test, a_forgotten_password_is_a_mail_in_the_outbox_whoever_has_the_address) {
  const auto anna = person("anna");
  const auto ask = [&](const std::string& email) {
    return wait(store_->credentials().ask_new_password({.email = email, .language = "zh-TW", .time = at(1'000)}));
  };
  ASSERT_TRUE(ask("anna@example.org"));
  ASSERT_TRUE(ask("nobody@example.org"));
  const auto mails = wait(store_->outbox().heads(chat::delivery_kind::mail, 10)).value();
  ASSERT_EQ(mails.size(), 2U);
  EXPECT_TRUE(wait(store_->outbox().heads(chat::delivery_kind::webhook, 10))->empty());
  const auto first = wait(store_->outbox().waiting(chat::delivery_kind::mail, mails.at(0).target, 10)).value().at(0);
  EXPECT_EQ(chat::new_password_wish_of(first).email, "anna@example.org");
  EXPECT_EQ(chat::new_password_wish_of(first).language, "zh-TW");
  EXPECT_NE(mails.at(0).target, mails.at(1).target);

  const auto give = [&](const std::string& email, const std::string& hash) {
    return wait(store_->credentials().give_code(email, {.hash = hash, .user = {}, .expires = at(10'000)}, at(2'000)));
  };
  const auto found = give("anna@example.org", "one");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->who.id, anna);
  EXPECT_TRUE(refused<chat::not_found>(give("nobody@example.org", "two")));
  ASSERT_TRUE(give("anna@example.org", "three"));
  auto opened = session("new");
  opened.created = at(9'000);
  EXPECT_TRUE(refused<chat::gone>(wait(store_->credentials().reset_password("two", "hash", opened))));
  EXPECT_TRUE(wait(store_->credentials().reset_password("one", "hash", opened)));
  EXPECT_TRUE(refused<chat::gone>(wait(store_->credentials().reset_password("three", "hash", opened))));
  ASSERT_TRUE(wait(store_->outbox().finish(first.id)));
  EXPECT_EQ(wait(store_->outbox().heads(chat::delivery_kind::mail, 10))->size(), 1U);
}

TEST_F(people_test, a_bounded_number_of_mails_waits) {
  for (std::int64_t i = 0; i < outbox_recorder::most_mails + 5; ++i) {
    ASSERT_TRUE(wait(store_->credentials().ask_new_password(
        {.email = "p" + std::to_string(i) + "@example.org", .language = "en", .time = at(1'000)})));
  }
  EXPECT_EQ(wait(store_->outbox().heads(chat::delivery_kind::mail, 1'000))->size(),
            static_cast<std::size_t>(outbox_recorder::most_mails));
}

TEST_F(people_test, the_disabled_have_no_password_no_session_and_get_none) {
  const auto olga = owner();
  const auto anna = person("anna");
  ASSERT_TRUE(set_state(olga, anna, account_state::disabled));
  EXPECT_TRUE(refused<chat::not_found>(wait(accounts().password_of("anna@example.org"))));
  EXPECT_TRUE(refused<chat::not_found>(wait(accounts().session_by_token("token of anna"))));
  EXPECT_TRUE(refused<chat::wrong_credentials>(wait(accounts().open_session(anna, session("late")))));
  EXPECT_EQ(sink_.of<chat::session_revoked>().at(0).reason, chat::revocation::disabled);
  ASSERT_TRUE(set_state(olga, anna, account_state::active));
  EXPECT_TRUE(wait(accounts().open_session(anna, session("back"))));
}

TEST_F(people_test, the_last_owner_stays_whatever_happens) {
  const auto olga = owner();
  EXPECT_TRUE(refused<chat::conflict>(set_role(olga, olga, server_role::member)));
  EXPECT_TRUE(refused<chat::conflict>(set_state(olga, olga, account_state::disabled)));
  EXPECT_TRUE(refused<chat::conflict>(wait(store_->credentials().erase(olga, at(2)))));
  const auto anna = person("anna");
  ASSERT_TRUE(set_role(olga, anna, server_role::owner));
  ASSERT_TRUE(set_state(olga, anna, account_state::disabled));
  EXPECT_TRUE(refused<chat::conflict>(set_role(olga, olga, server_role::admin))) << "a disabled owner is none";
  ASSERT_TRUE(set_state(olga, anna, account_state::active));
  EXPECT_TRUE(set_role(olga, olga, server_role::admin));
}

TEST_F(people_test, admins_are_the_owners_matter) {
  const auto olga = owner();
  const auto anna = person("anna");
  const auto ben = person("ben");
  ASSERT_TRUE(set_role(olga, anna, server_role::admin));
  EXPECT_TRUE(refused<chat::forbidden>(set_role(anna, ben, server_role::admin)));
  EXPECT_TRUE(refused<chat::forbidden>(set_role(anna, olga, server_role::member)));
  EXPECT_TRUE(set_role(anna, ben, server_role::moderator));
  EXPECT_TRUE(refused<chat::forbidden>(set_role(ben, anna, server_role::member)));
  ASSERT_TRUE(set_role(olga, anna, server_role::member));
  EXPECT_TRUE(refused<chat::forbidden>(set_role(anna, ben, server_role::member))) << "the role is gone";
}

TEST_F(people_test, every_act_leaves_its_line_and_a_refused_one_none) {
  const auto olga = owner();
  const auto anna = person("anna");
  ASSERT_TRUE(set_role(olga, anna, server_role::admin));
  ASSERT_TRUE(set_role(olga, anna, server_role::admin));
  EXPECT_FALSE(set_role(olga, olga, server_role::member));
  ASSERT_TRUE(wait(store_->settings().store(anna, {{"name", "x"}}, at(2))));
  EXPECT_FALSE(wait(store_->settings().store({99}, {{"name", "y"}}, at(2))));
  ASSERT_TRUE(wait(store_->administration().end_sessions(olga, anna, at(2))));
  EXPECT_EQ(audited(), (std::vector<std::string>{"olga user:sessions_ended user 2", "anna server:settings server",
                                                 "olga user:role user 2", "olga server:owned server"}));
  EXPECT_EQ(store_->settings().load().at("name"), "x");
}

TEST_F(people_test, an_icon_that_is_replaced_is_doomed_and_the_new_one_is_not) {
  const auto olga = owner();
  const auto icon = [](const std::string& small) { return chat::stored_settings{{"icon_small", small}}; };
  ASSERT_TRUE(wait(store_->settings().store(olga, icon("/files/a"), at(2))));
  EXPECT_TRUE(wait(store_->doomed().doomed(10))->empty());
  ASSERT_TRUE(wait(store_->settings().store(olga, icon("/files/b"), at(3))));
  EXPECT_EQ(wait(store_->doomed().doomed(10)), std::vector<std::string>{"/files/a"});
  ASSERT_TRUE(wait(store_->settings().store(olga, icon(""), at(4))));
  ASSERT_TRUE(wait(store_->settings().store(olga, icon("/files/c"), at(5))));
  EXPECT_EQ(wait(store_->doomed().doomed(10)), (std::vector<std::string>{"/files/a", "/files/b"}));
}

TEST_F(people_test, an_emptied_account_leaves_its_messages_and_an_heir_of_its_rooms) {
  (void)owner();
  const auto anna = person("anna");
  const auto ben = person("ben");
  const auto room = wait(rooms().create({"tea", "", chat::room_kind::open, anna, at(1), 100}))->room.id;
  ASSERT_TRUE(wait(rooms().join(ben, room, at(2))));
  ASSERT_TRUE(say(text_of(anna, "goodbye", {}, room)));
  ASSERT_TRUE(wait(store_->credentials().erase(anna, at(3))));
  EXPECT_EQ(room_of(ben, room).role, chat::member_role::owner);
  EXPECT_EQ(room_of(ben, room).room.members, 1);
  const auto page = wait(messages().history(ben, room, {}));
  const auto said = std::ranges::find(page->messages, "goodbye", &chat::message::text);
  ASSERT_NE(said, page->messages.end());
  EXPECT_EQ(said->author.name, "deleted");
  EXPECT_TRUE(refused<chat::not_found>(wait(accounts().password_of("anna@example.org"))));
  EXPECT_TRUE(refused<chat::not_found>(wait(accounts().session_by_token("token of anna"))));
  EXPECT_TRUE(refused<chat::not_found>(wait(rooms().room_for(anna, room))) ||
              refused<chat::forbidden>(wait(rooms().room_for(anna, room))));
  EXPECT_TRUE(wait(accounts().add(account("anna"), session("again")))) << "the address is free";
}

TEST_F(people_test, profiles_hide_what_is_to_be_hidden) {
  const auto anna = person("anna");
  const auto ben = person("ben");
  const auto seen = [&](chat::user_id asker) {
    return wait(store_->people().profile_of(asker, chat::reach::everybody, anna))->last_seen;
  };
  EXPECT_EQ(seen(ben), std::nullopt);
  store_->people().left(anna, at(7'000));
  store_->people().left(anna, at(6'000));
  ASSERT_TRUE(wait(store_->people().change(anna, {.status = "tea"}, at(2))));
  EXPECT_EQ(wait(store_->people().profile_of(ben, chat::reach::everybody, anna))->status, "tea");
  ASSERT_TRUE(wait(store_->people().change(anna, {.hides_last_seen = true}, at(2))));
  EXPECT_EQ(seen(ben), std::nullopt);
  EXPECT_EQ(seen(anna), at(7'000));
  EXPECT_EQ(wait(store_->people().profile_of(ben, chat::reach::everybody, anna))->status, "tea")
      << "what is not said stays";
}

TEST_F(people_test, how_somebody_wants_to_be_seen_is_kept_and_told_to_themselves_alone) {
  const auto anna = person("anna");
  const auto known = sink_.all().size();
  const chat::quiet_hours night{std::chrono::hours(22), std::chrono::hours(7)};
  ASSERT_TRUE(wait(store_->people().change(
      anna, {.time_zone = "Asia/Shanghai", .presence = chat::chosen_presence::invisible, .quiet = night}, at(2))));
  const auto me = wait(accounts().session_by_token("token of anna"))->me;
  EXPECT_EQ(me.presence, chat::chosen_presence::invisible);
  EXPECT_EQ(me.quiet, night);
  const auto told = sink_.after(known);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(std::get<chat::account_changed>(told[0]).me.quiet, night);
  ASSERT_TRUE(wait(store_->people().change(anna, {.name = "Anna"}, at(3))));
  EXPECT_EQ(sink_.of<chat::profile_changed>().back().user.name, "Anna");
  EXPECT_FALSE(me.mail_notifications);
  ASSERT_TRUE(wait(store_->people().change(anna, {.mail_notifications = true}, at(3))));
  ASSERT_TRUE(wait(store_->people().change(anna, {.quiet = std::optional<chat::quiet_hours>{}}, at(3))));
  EXPECT_TRUE(wait(accounts().session_by_token("token of anna"))->me.mail_notifications);
  EXPECT_EQ(wait(accounts().session_by_token("token of anna"))->me.quiet, std::nullopt);
}

TEST_F(people_test, what_an_invisible_person_reads_is_not_seen_until_they_are) {
  const auto anna = person("anna");
  const auto ben = person("ben");
  const auto readers = [&](std::int64_t seq) {
    return wait(store_->views().readers(ben, {1}, {seq}, 10))->readers.size();
  };
  const auto read = [&](std::int64_t seq) { ASSERT_TRUE(wait(rooms().mark_read(anna, {1}, {seq}))); };
  const auto be = [&](chat::chosen_presence wish) {
    ASSERT_TRUE(wait(store_->people().change(anna, {.presence = wish}, at(2))));
  };
  for (const auto* text : {"one", "two", "three"}) ASSERT_TRUE(say(text_of(ben, text)));
  read(1);
  EXPECT_EQ(readers(1), 1U);
  be(chat::chosen_presence::invisible);
  read(2);
  be(chat::chosen_presence::invisible);
  EXPECT_EQ(readers(1), 1U) << "what was seen stays so";
  EXPECT_EQ(readers(2), 0U);
  be(chat::chosen_presence::online);
  EXPECT_EQ(readers(2), 1U);
  EXPECT_EQ(readers(3), 0U);
}

TEST_F(people_test, who_sees_shared_rooms_only_sees_nobody_else) {
  const auto anna = person("anna");
  const auto ben = person("ben");
  for (const auto room : {1, 2}) ASSERT_TRUE(wait(rooms().leave(ben, {room}, at(1))));
  EXPECT_TRUE(refused<chat::not_found>(wait(store_->people().profile_of(anna, chat::reach::shared_rooms, ben))));
  EXPECT_TRUE(wait(store_->people().last_seen(anna, chat::reach::shared_rooms, {ben, {99}}))->empty());
  EXPECT_EQ(wait(store_->people().last_seen(anna, chat::reach::everybody, {ben, {99}}))->size(), 1);
  ASSERT_TRUE(wait(rooms().join(ben, {1}, at(1))));
  EXPECT_TRUE(wait(store_->people().profile_of(anna, chat::reach::shared_rooms, ben)));
}

TEST_F(people_test, blocks_are_bounded_and_their_owners_own) {
  const auto anna = person("anna");
  const auto ben = person("ben");
  const auto carl = person("carl");
  ASSERT_TRUE(wait(store_->people().block(anna, ben, 1)));
  EXPECT_TRUE(refused<chat::conflict>(wait(store_->people().block(anna, carl, 1))));
  EXPECT_TRUE(refused<chat::not_found>(wait(store_->people().block(anna, {99}, 9))));
  EXPECT_EQ(wait(store_->people().blocked_by(anna))->at(0).id, ben);
  EXPECT_TRUE(wait(store_->people().blocked_by(ben))->empty());
  ASSERT_TRUE(wait(store_->people().unblock(anna, ben)));
  EXPECT_TRUE(wait(store_->people().blocked_by(anna))->empty());
}

TEST_F(people_test, failed_logins_are_kept_until_they_are_forgiven_or_old) {
  auto& journal = store_->login_journal();
  journal.failed({"a", at(1'000)});
  journal.failed({"b", at(2'000)});
  journal.failed({"c", at(3'000)});
  journal.forgive("b");
  (void)person("anna");  // the writer is through with what was asked before
  const auto kept = journal.since(at(2'000));
  ASSERT_EQ(kept.size(), 1);
  EXPECT_EQ(kept[0].key, "c");
  EXPECT_EQ(kept[0].when, at(3'000));
}

TEST_F(people_test, a_report_is_for_who_can_read_the_message_and_there_is_one_of_it) {
  const auto olga = owner();
  const auto anna = person("anna");
  ASSERT_TRUE(say(text_of(olga, "rude")));
  const auto tell = [&](std::int64_t seq, chat::user_id who) {
    return wait(store_->administration().add_report(who, {1}, {seq}, "because", at(5)));
  };
  ASSERT_TRUE(tell(1, anna));
  ASSERT_TRUE(tell(1, anna));
  EXPECT_TRUE(refused<chat::not_found>(tell(2, anna)));
  const auto ben = person("ben");
  ASSERT_TRUE(wait(rooms().leave(ben, {1}, at(1))));
  EXPECT_TRUE(refused<chat::forbidden>(tell(1, ben)));
  const auto open = wait(store_->administration().reports(olga, chat::report_state::open, {}));
  ASSERT_EQ(open->items.size(), 1);
  EXPECT_EQ(open->items[0].about->text, "rude");
  EXPECT_TRUE(refused<chat::forbidden>(
      wait(store_->administration().handle_report(anna, open->items[0].id, chat::report_state::resolved, at(6)))));
  const auto handled =
      wait(store_->administration().handle_report(olga, open->items[0].id, chat::report_state::dismissed, at(6)));
  EXPECT_EQ(handled->handled_by->id, olga);
  EXPECT_TRUE(wait(store_->administration().reports(olga, chat::report_state::open, {}))->items.empty());
  ASSERT_TRUE(tell(1, anna)) << "what is closed can be told again";
  EXPECT_EQ(wait(store_->administration().reports(olga, std::nullopt, {}))->items.size(), 2);
}

}  // namespace

}  // namespace webchats::store
