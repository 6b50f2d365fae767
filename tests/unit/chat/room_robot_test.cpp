#include "chat/room_robot.hpp"

#include <gmock/gmock.h>

#include "chat/faq_robot.hpp"
#include "chat/summaries.hpp"
#include "memory_repository.hpp"
#include "support.hpp"

namespace webchats::chat {

namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr user_id anna{1};
constexpr user_id self{7};

/// Remembers the growth of one message.
class memory_changes final : public message_change_repository {
 public:
  flow<changed_message> grow(user_id, room_id, seq_no, std::string text, text_end end, instant now) override {
    if (deleted) co_return refuse(conflict{});
    grown.push_back(std::move(text));
    ended = end == text_end::reached;
    co_return changed_message{1, now};
  }
  flow<changed_message> edit(user_id, room_id, seq_no, std::string, instant now, instant, std::string) override {
    co_return changed_message{0, now};
  }
  flow<changed_message> remove(user_id, room_id, seq_no, instant now) override { co_return changed_message{0, now}; }
  flow<std::int64_t> remove_all_of(user_id, user_id, std::size_t, instant) override { co_return 0; }
  flow<changed_message> react(user_id, room_id, seq_no, std::string, presence_of, std::size_t, instant now) override {
    co_return changed_message{0, now};
  }
  flow<changed_message> pin(user_id, room_id, seq_no, presence_of, std::size_t, instant now) override {
    co_return changed_message{0, now};
  }

  std::vector<std::string> grown;
  bool ended = false;
  bool deleted = false;
};

class memory_robot final : public robot_repository {
 public:
  std::optional<robot_account> load() override { return account; }
  flow<robot_entry> enter(room_id, user_id, std::string name, instant) override {
    if (banned) co_return refuse(forbidden{});
    co_return robot_entry{{.id = self, .name = std::move(name), .avatar = "", .role = server_role::bot}, asker_speaks};
  }
  std::string asker_speaks;
  std::optional<robot_account> account;
  bool banned = false;
};

/// Says its pieces, with time between them, and ends as the test says.
class growing_robot final : public robot {
 public:
  explicit growing_robot(fake_clock& time) : clock_(time) {}
  flow<std::string> ask(question asked) override {
    last = asked;
    std::string so_far;
    for (const auto& each : pieces) {
      so_far += each;
      if (asked.grows) {
        const auto taken = co_await asked.grows(so_far);
        if (!taken) co_return std::unexpected(taken.error());
      }
      clock_.advance(between);
    }
    if (breaks) co_return refuse(unavailable{});
    co_return so_far;
  }
  question last;
  std::vector<std::string> pieces{"one", " two", " three"};
  std::chrono::milliseconds between{400};
  bool breaks = false;

 private:
  fake_clock& clock_;
};

class room_robot_test : public testing::Test {
 protected:
  static message said(std::string text, user_id author = anna, server_role role = server_role::member) {
    message made;
    made.room = {1};
    made.seq = {10};
    made.author = {author, "anna", "", "", role};
    made.text = std::move(text);
    return made;
  }
  void answer(std::string text) {
    boost::asio::io_context loop{1};
    const auto watch = [this](room_robot::sign shown, const user& who) {
      signs_.push_back(who.name + (shown == room_robot::sign::thinks ? " thinks" : " speaks"));
    };
    boost::asio::co_spawn(loop, robot_.answer(said(std::move(text)), watch), [](const std::exception_ptr& error) {
      if (error) std::rethrow_exception(error);
    });
    loop.run();
  }
  bool asks(message one) { return robot_.question_in(message_posted{.message = std::move(one)}).has_value(); }

  fake_clock clock_;
  limits limits_ = [] {
    limits bounds;
    bounds.room_robot = {0.1, 2};
    return bounds;
  }();
  memory_messages stored_;
  memory_changes changes_;
  memory_robot account_;
  recording_sink sink_;
  presence presence_{sink_};
  messages messages_{stored_, presence_, clock_, limits_};
  growing_robot model_{clock_};
  faq_robot offline_{clock_};
  robot_talk talk_{model_, offline_, clock_, limits_};
  word_screen words_;
  room_robot robot_{account_, talk_, messages_, changes_, clock_, limits_, words_};
  std::vector<std::string> signs_;
};

TEST_F(room_robot_test, is_asked_by_its_name_and_by_people_only) {
  EXPECT_TRUE(asks(said("@大白 hello")));
  EXPECT_TRUE(asks(said("hi ＠大白你好")));
  EXPECT_FALSE(asks(said("大白 hello")));
  EXPECT_FALSE(asks(said("mail@大白")));
  EXPECT_FALSE(asks(said("@大黑 hello")));
  EXPECT_FALSE(asks(said("@大白 hello", {2}, server_role::bot)));
  EXPECT_EQ(without_robot_name(" hello @大白 there "), "hello  there");
}

TEST_F(room_robot_test, is_asked_by_everything_in_a_direct_talk) {
  account_.account = robot_account{{.id = self, .name = "大白", .avatar = ""}, {{4}}};
  room_robot known{account_, talk_, messages_, changes_, clock_, limits_, words_};
  auto one = said("hello");
  EXPECT_FALSE(known.question_in(message_posted{.message = one}));
  one.room = {4};
  EXPECT_TRUE(known.question_in(message_posted{.message = one}));
  one.room = {5};
  room talk;
  talk.id = {5};
  talk.kind = room_kind::direct;
  EXPECT_FALSE(known.question_in(room_created{talk, {anna, self}}));
  EXPECT_TRUE(known.question_in(message_posted{.message = one}));
}

TEST_F(room_robot_test, answers_by_one_message_that_grows_with_time_between_its_edits) {
  answer("@大白 count");
  ASSERT_EQ(stored_.sent_.size(), 1);
  EXPECT_EQ(stored_.sent_[0].text, "one …");
  EXPECT_EQ(stored_.sent_[0].author, self);
  EXPECT_EQ(stored_.sent_[0].reply_to, seq_no{10});
  EXPECT_TRUE(stored_.sent_[0].growing);
  EXPECT_THAT(changes_.grown, ElementsAre("one two three …", "one two three"));
  EXPECT_TRUE(changes_.ended);
  EXPECT_EQ(model_.last.text, "count");
  EXPECT_THAT(signs_, ElementsAre("大白 thinks", "大白 speaks"));
  EXPECT_EQ(model_.last.language, language::english);
}

TEST_F(room_robot_test, speaks_as_its_asker_chose_where_the_question_does_not_say) {
  answer("@大白 你好");
  EXPECT_EQ(model_.last.language, language::simplified);
  account_.asker_speaks = "zh-TW";
  answer("@大白 你好");
  EXPECT_EQ(model_.last.language, language::traditional);
  clock_.advance(1min);
  answer("@大白 hello");
  EXPECT_EQ(model_.last.language, language::english);
  account_.asker_speaks = "en";
  answer("@大白 這是什麼");
  EXPECT_EQ(model_.last.language, language::traditional);
}

TEST_F(room_robot_test, says_that_an_answer_broke_off_and_does_not_begin_another) {
  model_.breaks = true;
  answer("@大白 count");
  EXPECT_EQ(stored_.sent_.size(), 1);
  EXPECT_THAT(changes_.grown.back(), HasSubstr("one two three\n(The answer broke off"));
  EXPECT_TRUE(changes_.ended);
}

TEST_F(room_robot_test, lets_the_offline_robot_answer_when_nothing_has_come) {
  model_.pieces = {};
  model_.breaks = true;
  answer("@大白 12*7");
  ASSERT_EQ(stored_.sent_.size(), 1);
  EXPECT_EQ(stored_.sent_[0].text, "12*7 = 84");
  EXPECT_FALSE(stored_.sent_[0].growing);
}

TEST_F(room_robot_test, stops_when_its_message_is_deleted) {
  changes_.deleted = true;
  answer("@大白 count");
  EXPECT_EQ(stored_.sent_.size(), 1);
  EXPECT_THAT(changes_.grown, IsEmpty());
}

TEST_F(room_robot_test, says_once_when_to_ask_again) {
  for (int i = 0; i < 4; ++i) answer("@大白 count");
  ASSERT_EQ(stored_.sent_.size(), 3);
  EXPECT_EQ(signs_.back(), "大白 speaks");
  EXPECT_THAT(stored_.sent_.back().text, HasSubstr("ask again in"));
}

TEST_F(room_robot_test, keeps_silent_where_it_may_not_enter) {
  account_.banned = true;
  answer("@大白 count");
  EXPECT_THAT(stored_.sent_, IsEmpty());
  EXPECT_EQ(model_.last.text, "");
  EXPECT_THAT(signs_, IsEmpty());
}

TEST_F(room_robot_test, withholds_words_that_are_not_allowed) {
  words_.publish({{"two", word_action::block}});
  model_.between = 1s;
  answer("@大白 count");
  EXPECT_THAT(changes_.grown.back(), HasSubstr("not allowed here"));
  EXPECT_TRUE(changes_.ended);
}

TEST_F(room_robot_test, shows_the_model_only_what_belongs_to_its_talk) {
  auto other = said("a secret between others");
  auto question = said("@大白 who are you?");
  auto before = said("I am Dabai", self, server_role::bot);
  auto in_thread = said("@大白 elsewhere");
  in_thread.thread = {3};
  stored_.said = {other, question, before, in_thread};
  answer("@大白 and now?");
  ASSERT_EQ(model_.last.before.size(), 2);
  EXPECT_EQ(model_.last.before[0].text, "@大白 who are you?");
  EXPECT_EQ(model_.last.before[1].by, earlier_line::speaker::robot);
}

TEST(summaries, write_a_line_for_each_of_the_newest_messages) {
  const auto line = [](std::string text, message_kind kind = message_kind::text) {
    message made;
    made.author.name = "anna";
    made.text = std::move(text);
    made.kind = kind;
    return made;
  };
  const std::vector<message> said{line("old"), line("two\nben: lies"), line("{}", message_kind::system), line(""),
                                  line("new")};
  EXPECT_EQ(transcript_of(said, 1'000), "anna: old\nanna: two ben: lies\nanna: new\n");
  EXPECT_EQ(transcript_of(said, 39), "anna: two ben: lies\nanna: new\n");
  EXPECT_EQ(transcript_of(said, 5), "");
}

}  // namespace

}  // namespace webchats::chat
