#include "chat/digests.hpp"

#include "support.hpp"

namespace webchats::chat {
namespace {

using namespace std::chrono_literals;

/// One digest that is due, and what becomes of it.
class scripted_digests final : public digest_repository {
 public:
  flow<digest> due(const delivery&, instant seen, std::size_t most) override {
    asked_after = seen;
    asked_for = most;
    co_return next;
  }
  flow<void> put_off(const delivery&, instant until) override {
    put_off_until = until;
    co_return outcome<void>{};
  }
  flow<void> sent(const delivery& told, instant now) override {
    sent_of = told.id;
    sent_at = now;
    co_return outcome<void>{};
  }
  outcome<digest> next = refuse(not_found{});
  std::size_t asked_for = 0;
  instant asked_after{};
  std::optional<instant> put_off_until;
  delivery_id sent_of;
  instant sent_at;
};

/// Keeps what it is to say.
class keeping_writer final : public letter_writer {
 public:
  [[nodiscard]] letter new_password(const new_password_facts&) const override { return {}; }
  [[nodiscard]] letter missed(const missed_facts& facts) const override {
    language = facts.language;
    person = facts.person;
    lines.assign(facts.lines.begin(), facts.lines.end());
    more = facts.more;
    settings = facts.settings;
    return {.id = {}, .sender_name = {}, .to = {}, .subject = "subject", .text = "text", .html = "html"};
  }
  [[nodiscard]] letter trial(chat::language, std::string_view) const override { return {}; }
  mutable chat::language language{};
  mutable std::string person;
  mutable std::vector<missed_line> lines;
  mutable std::int64_t more = 0;
  mutable std::string settings;
};

class no_settings final : public settings_repository {
 public:
  stored_settings load() override { return {}; }
  flow<void> store(user_id, stored_settings, instant) override { co_return outcome<void>{}; }
};

class digests_test : public testing::Test {
 protected:
  digests_test() {
    digest found;
    found.to.who = {.id = {3}, .name = "Bob", .avatar = ""};
    found.to.email = "bob@example.org";
    found.to.language = "zh-TW";
    found.newest = {{.room = {7}, .seq = {41}, .room_name = "ops", .author = "Ann", .text = "@Bob  look\n\nhere "},
                    {.room = {8},
                     .seq = {1},
                     .kind = room_kind::direct,
                     .room_name = "",
                     .author = "Cy",
                     .text = std::string(300, 'x'),
                     .files = 2}};
    found.missed = 5;
    repository.next = found;
    asked.id = {12};
    asked.target = 3;
    asked.token = "unguessable";
    asked.created = clock.now();
    clock.advance(15min);
  }

  outcome<std::optional<letter>> letter_now() { return wait(service.letter_of(asked)); }
  bool is_dropped() { return refused<not_found>(letter_now()) && !repository.put_off_until; }
  void be_quiet(std::chrono::minutes from, std::chrono::minutes to) {
    repository.next->to.quiet = quiet_hours{from, to};
  }

  fake_clock clock;
  limits bounds;
  no_settings stored;
  settings chosen{stored, clock, {}};
  scripted_digests repository;
  keeping_writer words;
  bool away = true;
  delivery asked;
  digests service{words, repository, chosen, "https://chat.example/talk", [this](user_id) { return away; },
                  clock, bounds};
};

TEST_F(digests_test, make_one_letter_of_what_was_missed) {
  const auto made = letter_now();
  ASSERT_TRUE(made);
  ASSERT_TRUE(*made);
  EXPECT_EQ(repository.asked_for, bounds.digest_messages);
  EXPECT_EQ((*made)->id, "unguessable");
  EXPECT_EQ((*made)->to, "bob@example.org");
  EXPECT_EQ((*made)->sender_name, "webchats");
  EXPECT_EQ((*made)->unsubscribe, "https://chat.example/talk/me");
  EXPECT_EQ(words.language, language::traditional);
  EXPECT_EQ(words.person, "Bob");
  EXPECT_EQ(words.settings, "https://chat.example/talk/me");
  EXPECT_EQ(words.more, 3);
  ASSERT_EQ(words.lines.size(), 2U);
  EXPECT_EQ(words.lines[0].room, "ops");
  EXPECT_EQ(words.lines[0].text, "@Bob look here");
  EXPECT_EQ(words.lines[0].link, "https://chat.example/talk/rooms/7?at=41");
  EXPECT_EQ(words.lines[1].room, "") << "a direct room has no name";
  EXPECT_EQ(words.lines[1].text, std::string(bounds.digest_text, 'x') + "…");
  EXPECT_EQ(words.lines[1].files, 2);
}

TEST_F(digests_test, tell_nobody_who_looks_and_nothing_from_before_the_last_look) {
  away = false;
  EXPECT_TRUE(is_dropped());
  away = true;
  service.looked({4});
  EXPECT_TRUE(letter_now().value());
  EXPECT_EQ(repository.asked_after, instant{}) << "somebody else looked";
  service.looked({3});
  const auto look = clock.now();
  clock.advance(1min);
  EXPECT_TRUE(letter_now().value());
  EXPECT_EQ(repository.asked_after, look);
}

TEST_F(digests_test, wait_until_what_came_after_a_look_is_old_enough) {
  repository.next->first = clock.now() - 5min;
  EXPECT_FALSE(letter_now().value());
  EXPECT_EQ(repository.put_off_until, clock.now() + 10min);
}

TEST_F(digests_test, go_to_no_address_that_is_none) {
  repository.next->to.email = "somebody";
  EXPECT_TRUE(is_dropped());
}

TEST_F(digests_test, are_nothing_to_who_is_not_to_be_disturbed) {
  repository.next->to.presence = chosen_presence::dnd;
  EXPECT_TRUE(is_dropped());
}

TEST_F(digests_test, wait_for_the_end_of_the_quiet_hours) {
  be_quiet(0h, 6h);  // it is 00:15
  auto made = letter_now();
  ASSERT_TRUE(made);
  EXPECT_FALSE(*made);
  EXPECT_EQ(repository.put_off_until, clock.now() + 5h + 45min);
  clock.advance(5h + 45min);
  EXPECT_TRUE(letter_now().value());
}

TEST_F(digests_test, wait_until_the_last_one_is_long_enough_ago) {
  repository.next->last = clock.now() - 10min;
  EXPECT_FALSE(letter_now().value());
  EXPECT_EQ(repository.put_off_until, clock.now() + 50min);
  be_quiet(0h, 6h);
  EXPECT_FALSE(letter_now().value());
  EXPECT_EQ(repository.put_off_until, clock.now() + 5h + 45min) << "the later of both";
  repository.next->to.quiet.reset();
  clock.advance(50min);
  EXPECT_TRUE(letter_now().value());
}

TEST_F(digests_test, are_nothing_when_there_is_nothing_and_tried_again_when_nobody_knows) {
  repository.next = refuse(not_found{});
  EXPECT_TRUE(is_dropped());
  repository.next = refuse(unavailable{});
  EXPECT_TRUE(refused<unavailable>(letter_now()));
}

TEST_F(digests_test, are_written_down_when_they_are_out) {
  ASSERT_TRUE(wait(service.sent(asked)));
  EXPECT_EQ(repository.sent_of, asked.id);
  EXPECT_EQ(repository.sent_at, clock.now());
}

}  // namespace
}  // namespace webchats::chat
