#include "chat/previews.hpp"

#include <gmock/gmock.h>

#include <map>
#include <tuple>

#include "chat/web_address.hpp"
#include "support.hpp"

namespace webchats::chat {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class no_settings final : public settings_repository {
 public:
  stored_settings load() override { return stored; }
  flow<void> store(user_id, stored_settings changed, instant) override {
    for (auto& [name, value] : changed) stored[name] = value;
    co_return outcome<void>{};
  }
  stored_settings stored;
};

class memory_previews final : public preview_repository {
 public:
  flow<changed_message> put(room_id, seq_no seq, link_preview made) override {
    put_.emplace_back(seq, std::move(made));
    co_return changed_message{1, {}};
  }
  flow<changed_message> remove(user_id, room_id, seq_no, instant now) override { co_return changed_message{2, now}; }
  std::vector<std::pair<seq_no, link_preview>> put_;
};

class memory_pages final : public page_reader {
 public:
  boost::asio::awaitable<std::expected<page_summary, web_failure>> read(std::string url, host_judge may_ask) override {
    asked.push_back(url);
    if (!may_ask(host_of(url))) co_return std::unexpected(web_failure::not_allowed);
    if (fails) co_return std::unexpected(*fails);
    co_return page_summary{.title = "Title of " + url, .description = "Words", .site = "Site"};
  }
  std::vector<std::string> asked;
  std::optional<web_failure> fails;
};

class previews_test : public testing::Test {
 protected:
  static message said(std::string text, std::int64_t seq = 1) {
    message one;
    one.room = {1};
    one.seq = {seq};
    one.author = {.id = {5}, .name = "Ann", .avatar = ""};
    one.text = std::move(text);
    return one;
  }
  void change(settings_change what) {
    const user owner{.id = {1}, .name = "o", .avatar = "", .email = "", .role = server_role::owner};
    ASSERT_TRUE(wait(settings_.change(owner, std::move(what))));
  }
  void on() { change({.previews = link_previews::on}); }
  flow<void> make_all(std::vector<wanted_preview> wanted) {
    for (auto& each : wanted) co_await previews_.make(std::move(each));
    co_return outcome<void>{};
  }
  /// What happens because of a notice, to its end.
  bool happens(const notice& change) {
    auto wanted = previews_.wanted_by(change);
    if (!wanted) return false;
    std::vector<wanted_preview> one;
    one.push_back(std::move(*wanted));
    std::ignore = wait(make_all(std::move(one)));
    return true;
  }
  bool posted(std::string text, std::int64_t seq = 1) { return happens(message_posted{.message = said(text, seq)}); }

  fake_clock clock_;
  limits limits_;
  no_settings stored_;
  settings settings_{stored_, clock_, {}};
  memory_previews repository_;
  memory_pages pages_;
  word_screen words_;
  previews previews_{repository_, pages_, settings_, clock_, limits_, words_};
};

TEST_F(previews_test, are_off_until_an_administrator_switches_them_on) {
  EXPECT_FALSE(posted("https://a.example"));
  on();
  EXPECT_TRUE(posted("see https://a.example/b#c"));
  ASSERT_EQ(repository_.put_.size(), 1);
  EXPECT_EQ(repository_.put_[0].second.url, "https://a.example/b#c");
  EXPECT_EQ(repository_.put_[0].second.title, "Title of https://a.example/b");
  change({.previews = link_previews::off});
  EXPECT_FALSE(posted("https://c.example"));
}

TEST_F(previews_test, are_of_what_people_say_alone) {
  on();
  auto bot = said("https://a.example");
  bot.author.role = server_role::bot;
  EXPECT_FALSE(happens(message_posted{.message = bot}));
  auto system = said("https://a.example");
  system.kind = message_kind::system;
  EXPECT_FALSE(happens(message_posted{.message = system}));
  EXPECT_FALSE(posted("no link"));
  EXPECT_FALSE(posted("`https://a.example`"));
  const auto ann = said("").author;
  EXPECT_FALSE(
      happens(message_edited{.room = {1}, .seq = {1}, .text = "https://a.example", .edited = {}, .author = ann}));
  EXPECT_TRUE(happens(message_edited{
      .room = {1}, .seq = {1}, .text = "https://a.example", .edited = {}, .author = ann, .link = link_change::moves}));
  EXPECT_FALSE(happens(message_deleted{}));
}

TEST_F(previews_test, of_one_page_in_ten_rooms_are_asked_for_once_until_some_hours_have_passed) {
  on();
  for (std::int64_t seq = 1; seq <= 10; ++seq) EXPECT_TRUE(posted("https://a.example/", seq));
  EXPECT_EQ(repository_.put_.size(), 10);
  EXPECT_THAT(pages_.asked, ElementsAre("https://a.example/"));
  clock_.advance(std::chrono::hours(7));
  EXPECT_TRUE(posted("https://a.example/"));
  EXPECT_EQ(pages_.asked.size(), 2);
}

TEST_F(previews_test, asked_for_at_the_same_time_are_asked_for_once) {
  on();
  std::vector<flow<void>> all;
  for (std::int64_t seq = 1; seq <= 5; ++seq) {
    std::vector<wanted_preview> one;
    one.push_back(previews_.wanted_by(message_posted{.message = said("https://a.example/", seq)}).value());
    all.push_back(make_all(std::move(one)));
  }
  std::ignore = wait_all(std::move(all));
  EXPECT_EQ(pages_.asked.size(), 1);
  EXPECT_EQ(repository_.put_.size(), 5);
}

TEST_F(previews_test, that_failed_are_not_asked_for_again_at_once) {
  on();
  pages_.fails = web_failure::timed_out;
  EXPECT_TRUE(posted("https://a.example/"));
  EXPECT_TRUE(posted("https://a.example/"));
  EXPECT_EQ(pages_.asked.size(), 1);
  pages_.fails.reset();
  clock_.advance(std::chrono::minutes(11));
  EXPECT_TRUE(posted("https://a.example/"));
  EXPECT_EQ(repository_.put_.size(), 1);
}

TEST_F(previews_test, are_bounded_for_each_person) {
  on();
  int asked = 0;
  for (int n = 0; n < 30; ++n) asked += posted("https://a.example/" + std::to_string(n)) ? 1 : 0;
  EXPECT_EQ(asked, 10);
  clock_.advance(std::chrono::seconds(5));
  EXPECT_TRUE(posted("https://a.example/later"));
}

TEST_F(previews_test, are_of_the_listed_hosts_and_those_below_them_if_there_is_a_list) {
  on();
  change({.preview_hosts = std::vector<std::string>{" Example.org ", "例子.中国", "example.org"}});
  EXPECT_THAT(settings_.now()->preview_hosts, ElementsAre("example.org", "xn--fsqu00a.xn--fiqs8s"));
  EXPECT_TRUE(posted("https://example.org/"));
  EXPECT_TRUE(posted("https://www.EXAMPLE.org/"));
  EXPECT_TRUE(posted("http://xn--fsqu00a.xn--fiqs8s/"));
  EXPECT_FALSE(posted("https://badexample.org/"));
  EXPECT_FALSE(posted("https://example.org.evil.example/"));
  settings restarted(stored_, clock_, {});
  EXPECT_EQ(restarted.now()->preview_hosts, settings_.now()->preview_hosts);
  EXPECT_EQ(restarted.now()->previews, link_previews::on);
  const user owner{.id = {1}, .name = "o", .avatar = "", .email = "", .role = server_role::owner};
  EXPECT_TRUE(is_invalid(wait(settings_.change(owner, {.preview_hosts = std::vector<std::string>{"a b"}})),
                         field::hosts, rule::format));
}

TEST_F(previews_test, with_unwanted_words_are_masked_or_not_shown) {
  on();
  words_.publish({{"Words", word_action::mask}});
  EXPECT_TRUE(posted("https://a.example/"));
  EXPECT_EQ(repository_.put_.at(0).second.description, "＊＊＊＊＊");
  words_.publish({{"Words", word_action::block}});
  EXPECT_TRUE(posted("https://a.example/"));
  EXPECT_EQ(repository_.put_.size(), 1);
}

TEST(preview_cache, keeps_a_bounded_number_and_forgets_the_oldest) {
  preview_cache known(2);
  const preview_cache::time_point now{std::chrono::hours(1)};
  const auto later = now + std::chrono::hours(1);
  known.put("a", page_summary{"A", "", ""}, later);
  known.put("b", std::nullopt, later);
  known.put("a", page_summary{"A2", "", ""}, later);
  known.put("c", std::nullopt, later);
  EXPECT_EQ(known.size(), 2);
  EXPECT_FALSE(known.find("b", now));
  ASSERT_TRUE(known.find("a", now));
  EXPECT_EQ((*known.find("a", now))->title, "A2");
  ASSERT_TRUE(known.find("c", now));
  EXPECT_FALSE(*known.find("c", now));
  EXPECT_FALSE(known.find("c", later));
}

}  // namespace
}  // namespace webchats::chat
