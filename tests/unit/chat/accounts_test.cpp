#include "chat/accounts.hpp"

#include "chat/secrets.hpp"
#include "memory_repository.hpp"
#include "support.hpp"

namespace webchats::chat {

namespace {

using namespace std::chrono_literals;

/// As cheap as argon2id can be.
constexpr password_hasher::options cheap{.threads = 1, .queue = 64, .operations = 1, .memory = 8'192};

class accounts_test : public testing::Test {
 protected:
  static registration anna(std::string email = "anna@example.org") {
    return {.email = std::move(email),
            .password = "correct horse",
            .name = "",
            .avatar = "",
            .device = "phone",
            .address = "192.0.2.1"};
  }
  outcome<signed_in> sign_in(std::string password, std::string address = "192.0.2.1",
                             std::string email = "anna@example.org") {
    return wait(accounts_.sign_in({std::move(email), std::move(password), "tablet", std::move(address)}));
  }
  outcome<identity> authenticate(std::string token) { return wait(accounts_.authenticate(std::move(token))); }

  fake_clock clock_;
  limits limits_;
  memory_accounts repository_;
  password_hasher hasher_{cheap};
  accounts accounts_{repository_, hasher_, clock_, limits_};
};

TEST_F(accounts_test, signs_people_up_and_in) {
  const auto made = wait(accounts_.sign_up(anna(" Anna@Example.org ")));
  ASSERT_TRUE(made);
  EXPECT_EQ(made->me.email, "anna@example.org");
  EXPECT_EQ(made->me.who.name, "anna");
  EXPECT_EQ(made->session.device, "phone");
  const auto back = sign_in("correct horse", "192.0.2.1", "ANNA@example.org");
  ASSERT_TRUE(back);
  EXPECT_EQ(back->me.who.id, made->me.who.id);
  EXPECT_NE(back->token, made->token);
  EXPECT_EQ(authenticate(made->token)->session, made->session.id);
  EXPECT_EQ(authenticate(back->token)->session, back->session.id);
}

TEST_F(accounts_test, keeps_neither_password_nor_token) {
  const auto made = wait(accounts_.sign_up(anna()));
  const auto dump = repository_.dump();
  EXPECT_TRUE(dump.contains("$argon2id$"));
  EXPECT_FALSE(dump.contains("correct horse"));
  EXPECT_FALSE(dump.contains(made->token));
}

TEST_F(accounts_test, a_bots_token_is_taken_only_by_those_who_look_at_its_bounds_and_does_not_get_old) {
  const auto made = wait(accounts_.sign_up(anna()));
  access may;
  may.grant(scope::messages_read);
  repository_.bind(sha256_hex(made->token), may);
  for (const auto later : {0h, 24h * 400}) {
    clock_.advance(later);
    EXPECT_FALSE(authenticate(made->token));
    EXPECT_FALSE(accounts_.recall(made->token));
    const auto who = wait(accounts_.authenticate(made->token, tokens::of_bots_too));
    ASSERT_TRUE(who);
    EXPECT_EQ(who->may, may);
  }
}

TEST_F(accounts_test, refuses_what_breaks_a_rule) {
  auto who = anna("not an address");
  EXPECT_TRUE(is_invalid(wait(accounts_.sign_up(who)), field::email, rule::format));
  who = anna();
  who.password = "";
  EXPECT_TRUE(is_invalid(wait(accounts_.sign_up(who)), field::password, rule::required));
  who.password = "7 chars";
  EXPECT_TRUE(is_invalid(wait(accounts_.sign_up(who)), field::password, rule::too_short));
  who.shortest_password = 6;
  EXPECT_TRUE(wait(accounts_.sign_up(who)));
  who = anna("b@x.io");
  who.password = std::string(129, 'x');
  EXPECT_TRUE(is_invalid(wait(accounts_.sign_up(who)), field::password, rule::too_long));
  who = anna("b@x.io");
  who.avatar = "javascript:alert(1)";
  EXPECT_TRUE(is_invalid(wait(accounts_.sign_up(who)), field::avatar, rule::format));
  who = anna("b@x.io");
  who.name = std::string(65, 'x');
  EXPECT_TRUE(is_invalid(wait(accounts_.sign_up(who)), field::name, rule::too_long));
}

TEST_F(accounts_test, counts_password_characters_and_cuts_none_off) {
  auto who = anna();
  who.password = "密码密码密码密码";  // 8 characters, 24 bytes
  ASSERT_TRUE(wait(accounts_.sign_up(who)));
  EXPECT_TRUE(sign_in("密码密码密码密码"));
  who = anna("long@example.org");
  who.password = std::string(127, 'x') + "y";
  ASSERT_TRUE(wait(accounts_.sign_up(who)));
  EXPECT_TRUE(refused<wrong_credentials>(sign_in(std::string(127, 'x') + "z", "192.0.2.1", "long@example.org")));
}

TEST_F(accounts_test, gives_an_email_to_one_person) {
  ASSERT_TRUE(wait(accounts_.sign_up(anna())));
  EXPECT_TRUE(refused<taken>(wait(accounts_.sign_up(anna("ANNA@EXAMPLE.ORG")))));
}

TEST_F(accounts_test, a_name_from_the_email_gives_way_and_one_that_was_chosen_does_not) {
  repository_.others_names = {"anna"};
  EXPECT_EQ(wait(accounts_.sign_up(anna()))->me.who.name, "anna 2");
  repository_.others_names.insert("anna 2");
  const auto third = wait(accounts_.sign_up(anna("anna@example.net")));
  ASSERT_TRUE(third);
  EXPECT_TRUE(third->me.who.name.starts_with("anna ")) << third->me.who.name;
  auto chosen = anna("anna@example.com");
  chosen.name = "anna";
  EXPECT_EQ(wait(accounts_.sign_up(chosen)).error(), refusal(taken{field::name}));
}

TEST_F(accounts_test, bounds_registrations_per_address) {
  limits_.registrations = {0.1, 2};
  accounts strict(repository_, hasher_, clock_, limits_);
  EXPECT_TRUE(wait(strict.sign_up(anna("1@x.io"))));
  EXPECT_TRUE(wait(strict.sign_up(anna("2@x.io"))));
  EXPECT_TRUE(refused<rate_limited>(wait(strict.sign_up(anna("3@x.io")))));
  clock_.advance(10s);
  EXPECT_TRUE(wait(strict.sign_up(anna("3@x.io"))));
}

TEST_F(accounts_test, says_the_same_for_an_unknown_email_and_a_wrong_password) {
  ASSERT_TRUE(wait(accounts_.sign_up(anna())));
  const auto wrong = sign_in("wrong horse");
  const auto unknown = sign_in("wrong horse", "192.0.2.1", "nobody@example.org");
  const auto impossible = sign_in("wrong horse", "192.0.2.1", "no address");
  EXPECT_TRUE(refused<wrong_credentials>(wrong));
  EXPECT_EQ(wrong.error(), unknown.error());
  EXPECT_EQ(wrong.error(), impossible.error());
}

TEST_F(accounts_test, asks_for_the_fields_that_are_missing) {
  EXPECT_TRUE(is_invalid(sign_in("x", "192.0.2.1", " "), field::email, rule::required));
  EXPECT_TRUE(is_invalid(sign_in(""), field::password, rule::required));
}

TEST_F(accounts_test, locks_an_account_at_one_address_after_five_failures_even_for_the_right_password) {
  ASSERT_TRUE(wait(accounts_.sign_up(anna())));
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(refused<wrong_credentials>(sign_in("wrong horse")));
  const auto locked = sign_in("correct horse");
  ASSERT_TRUE(refused<rate_limited>(locked));
  EXPECT_EQ(std::get<rate_limited>(locked.error()).retry_after, 300s);
  EXPECT_TRUE(sign_in("correct horse", "198.51.100.7"));
  clock_.advance(300s);
  EXPECT_TRUE(sign_in("correct horse"));
}

TEST_F(accounts_test, locks_an_address_after_twenty_failures_over_all_accounts) {
  ASSERT_TRUE(wait(accounts_.sign_up(anna())));
  for (int i = 0; i < 20; ++i) {
    EXPECT_TRUE(refused<wrong_credentials>(sign_in("x", "192.0.2.1", std::to_string(i) + "@x.io")));
  }
  EXPECT_TRUE(refused<rate_limited>(sign_in("correct horse")));
}

TEST_F(accounts_test, does_not_count_a_failure_of_the_database_against_anybody) {
  ASSERT_TRUE(wait(accounts_.sign_up(anna())));
  repository_.broken = true;
  for (int i = 0; i < 30; ++i) EXPECT_TRUE(refused<unavailable>(sign_in("correct horse")));
  repository_.broken = false;
  EXPECT_TRUE(sign_in("correct horse"));
}

TEST_F(accounts_test, authenticates_from_memory_after_the_first_time) {
  const auto made = wait(accounts_.sign_up(anna()));
  EXPECT_FALSE(accounts_.recall(made->token));
  ASSERT_TRUE(authenticate(made->token));
  repository_.look_ups = 0;
  EXPECT_TRUE(authenticate(made->token));
  EXPECT_TRUE(accounts_.recall(made->token));
  EXPECT_EQ(repository_.look_ups, 0);
}

TEST_F(accounts_test, asks_no_database_about_what_cannot_be_a_token) {
  for (const std::string& bad :
       std::vector<std::string>{"", "false", "null", "' or 1=1 --", std::string(60, '!'), std::string(61, 'a')}) {
    EXPECT_TRUE(refused<unauthorized>(authenticate(bad)));
  }
  EXPECT_EQ(repository_.look_ups, 0);
  EXPECT_TRUE(refused<unauthorized>(authenticate(make_token())));
}

TEST_F(accounts_test, ends_a_session_at_once) {
  const auto made = wait(accounts_.sign_up(anna()));
  ASSERT_TRUE(authenticate(made->token));
  ASSERT_TRUE(wait(accounts_.revoke(made->me.who.id, made->session.id)));
  EXPECT_FALSE(accounts_.recall(made->token));
  EXPECT_TRUE(refused<unauthorized>(authenticate(made->token)));
  EXPECT_TRUE(refused<not_found>(wait(accounts_.revoke(made->me.who.id, made->session.id))));
}

TEST_F(accounts_test, ends_the_session_that_gave_way_at_once) {
  limits_.sessions_per_user = 1;
  accounts strict(repository_, hasher_, clock_, limits_);
  const auto first = wait(strict.sign_up(anna()));
  ASSERT_TRUE(wait(strict.authenticate(first->token)));
  ASSERT_TRUE(wait(strict.sign_in({"anna@example.org", "correct horse", "", "192.0.2.1"})));
  EXPECT_TRUE(refused<unauthorized>(wait(strict.authenticate(first->token))));
}

TEST_F(accounts_test, expires_idle_sessions_and_keeps_used_ones_until_the_longest_time) {
  const auto made = wait(accounts_.sign_up(anna()));
  for (int day = 0; day < 179; ++day) {
    clock_.advance(24h);
    ASSERT_TRUE(authenticate(made->token)) << day;
  }
  EXPECT_EQ(repository_.touches, 179);
  clock_.advance(24h);
  EXPECT_TRUE(refused<unauthorized>(authenticate(made->token)));

  const auto idle = sign_in("correct horse");
  clock_.advance(24h * 30);
  EXPECT_TRUE(refused<unauthorized>(authenticate(idle->token)));
  EXPECT_TRUE(wait(accounts_.sessions(made->me.who.id))->empty());
}

TEST_F(accounts_test, writes_the_time_of_use_rarely) {
  const auto made = wait(accounts_.sign_up(anna()));
  for (int i = 0; i < 100; ++i) {
    clock_.advance(3s);
    ASSERT_TRUE(authenticate(made->token));
  }
  EXPECT_EQ(repository_.touches, 1);
}

TEST_F(accounts_test, shows_a_new_avatar_at_once) {
  const auto made = wait(accounts_.sign_up(anna()));
  ASSERT_TRUE(authenticate(made->token));
  ASSERT_TRUE(wait(accounts_.set_avatar(made->me.who.id, "/files/new.webp")));
  const auto seen = authenticate(made->token);
  EXPECT_EQ(seen->me.who.avatar, "/files/new.webp");
}

TEST_F(accounts_test, cuts_a_long_device_label_at_a_character) {
  auto who = anna();
  who.device.clear();
  for (int i = 0; i < 300; ++i) who.device += "机";
  EXPECT_EQ(wait(accounts_.sign_up(who))->session.device.size(), 300);  // 100 characters of 3 bytes
}

TEST_F(accounts_test, takes_a_bcrypt_hash_once_and_keeps_argon2id_instead) {
  const std::string old = "$2y$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e";
  (void)wait(repository_.add({"anna@example.org", "anna", "", old, clock_.now()}, {"token", "", clock_.now(), {}, 50}));
  EXPECT_TRUE(refused<wrong_credentials>(sign_in("correct house")));
  EXPECT_TRUE(repository_.dump().contains(old));
  ASSERT_TRUE(sign_in("correct horse"));
  EXPECT_FALSE(repository_.dump().contains(old));
  EXPECT_TRUE(repository_.dump().contains("$argon2id$"));
  EXPECT_TRUE(sign_in("correct horse"));
}

TEST(password_hasher_test, refuses_when_its_queue_is_full) {
  password_hasher small({.threads = 1, .queue = 2, .operations = 2, .memory = 1'024 * 1'024});
  std::vector<flow<std::string>> flows;
  for (int i = 0; i < 10; ++i) flows.push_back(small.hash("password"));
  int hashed = 0;
  for (const auto& each : wait_all(std::move(flows))) {
    if (each) ++hashed;
    EXPECT_TRUE(each || refused<rate_limited>(each));
  }
  EXPECT_GE(hashed, 2);
  EXPECT_LT(hashed, 10);
}

TEST(password_hasher_test, hashes_with_the_memory_and_passes_that_were_asked_for) {
  password_hasher usual({});
  const auto hash = wait(usual.hash("password"));
  EXPECT_TRUE(hash->starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << *hash;
  EXPECT_EQ(wait(usual.verify(*hash, "password")), password_hasher::verdict::match);
  EXPECT_EQ(wait(usual.verify(*hash, "Password")), password_hasher::verdict::mismatch);
  EXPECT_EQ(wait(usual.verify("no hash", "password")), password_hasher::verdict::mismatch);
  EXPECT_EQ(wait(usual.verify_nobody("nobody")), password_hasher::verdict::mismatch);
}

TEST(login_guard_test, stays_within_its_bound) {
  const limits bounds;
  login_guard guard(bounds, 100);
  for (int i = 0; i < 1'000; ++i) {
    const auto address = "2001:db8:" + std::to_string(i) + "::1";
    EXPECT_FALSE(guard.begin("a@x.io", address, {}));
    guard.failed("a@x.io", address, {});
    EXPECT_LE(guard.size(), 102);
  }
}

TEST(login_guard_test, takes_an_ipv6_network_as_one_address) {
  EXPECT_EQ(address_key("2001:db8::1"), address_key("2001:db8::ffff:1"));
  EXPECT_NE(address_key("2001:db8::1"), address_key("2001:db8:0:1::1"));
  EXPECT_EQ(address_key("::ffff:192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(address_key("unknown"), "unknown");
}

TEST(login_guard_test, counts_tries_of_one_account_that_are_still_undecided) {
  const limits bounds;
  login_guard guard(bounds);
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(guard.begin("a@x.io", "192.0.2.1", {}));
  EXPECT_TRUE(guard.begin("a@x.io", "192.0.2.1", {}));
  EXPECT_FALSE(guard.begin("b@x.io", "192.0.2.1", {}));
  guard.undecided("a@x.io", "192.0.2.1");
  EXPECT_FALSE(guard.begin("a@x.io", "192.0.2.1", {}));
}

TEST(session_cache_test, does_not_take_what_was_read_before_a_revocation) {
  session_cache cache(10);
  const auto before = cache.now();
  cache.forget("hash");
  cache.put("hash", {}, before);
  EXPECT_FALSE(cache.find("hash"));
  cache.put("hash", {}, cache.now());
  EXPECT_TRUE(cache.find("hash"));
}

TEST(session_cache_test, stays_within_its_bound) {
  session_cache cache(10);
  int kept = 0;
  for (int i = 0; i < 100; ++i) cache.put(std::to_string(i), {}, cache.now());
  for (int i = 0; i < 100; ++i) kept += cache.find(std::to_string(i)) ? 1 : 0;
  EXPECT_LE(kept, 10);
  EXPECT_TRUE(cache.find("99"));
}

TEST(token, is_new_each_time_and_looks_like_one) {
  const auto one = make_token();
  EXPECT_TRUE(looks_like_token(one));
  EXPECT_NE(one, make_token());
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

}  // namespace

}  // namespace webchats::chat
