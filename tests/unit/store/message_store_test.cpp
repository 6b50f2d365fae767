#include "store/message_store.hpp"

#include <gmock/gmock.h>

#include <set>

#include "fixture.hpp"

namespace webchats::store {

namespace {

using chat::appended;
using testing::ElementsAre;

class message_store : public store_test {
 protected:
  std::vector<std::int64_t> seqs(const chat::message_page& page) {
    std::vector<std::int64_t> found;
    for (const auto& each : page.messages) found.push_back(each.seq.value);
    return found;
  }
  chat::message_page history(chat::user_id reader, chat::history_range range) {
    return *wait(messages().history(reader, {1}, range));
  }
};

TEST_F(message_store, gives_out_seqs_without_a_hole_per_room) {
  const auto anna = person("anna");
  EXPECT_EQ(say(text_of(anna, "one"))->seq.value, 1);
  EXPECT_EQ(say(text_of(anna, "other room", {}, {2}))->seq.value, 1);
  EXPECT_EQ(say(text_of(anna, "two"))->seq.value, 2);
}

TEST_F(message_store, goes_on_with_the_next_seq_after_a_restart) {
  const auto anna = person("anna");
  ASSERT_TRUE(say(text_of(anna, "one")));
  open();
  EXPECT_EQ(say(text_of(anna, "two"))->seq.value, 2);
}

TEST_F(message_store, stores_the_text_as_it_was_sent) {
  const auto anna = person("anna");
  const std::string text = "<b>&lt; 你好 😄 'quoted' \"; drop table users; -- %_\\";
  ASSERT_TRUE(say(text_of(anna, text)));
  const auto page = history(anna, {});
  ASSERT_EQ(page.messages.size(), 1);
  EXPECT_EQ(page.messages[0].text, text);
  EXPECT_EQ(page.messages[0].author.name, "anna");
  EXPECT_EQ(page.messages[0].time, at(5'000));
}

TEST_F(message_store, answers_a_repeated_client_id_with_the_first_answer_and_tells_nobody) {
  const auto anna = person("anna");
  const auto first = say(text_of(anna, "once", "c1"));
  const auto again = say(text_of(anna, "once more", "c1"));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->id, first->id);
  EXPECT_EQ(again->seq, first->seq);
  EXPECT_EQ(again->time, first->time);
  EXPECT_EQ(again->what, appended::novelty::repeated);
  EXPECT_EQ(sink_.of<chat::message_posted>().size(), 1);
}

TEST_F(message_store, stores_a_client_id_once_that_comes_again_before_it_was_answered_and_leaves_no_hole) {
  const auto anna = person("anna");
  std::vector<chat::flow<appended>> flows;
  for (int i = 0; i < 50; ++i) flows.push_back(messages().append(text_of(anna, "once", "c1")));
  flows.push_back(messages().append(text_of(anna, "next", "c2")));
  const auto answers = wait_all(std::move(flows));
  for (int i = 0; i < 50; ++i) {
    const auto& each = answers[static_cast<std::size_t>(i)];
    ASSERT_TRUE(each);
    EXPECT_EQ(each->seq.value, 1);
    EXPECT_EQ(each->what, i == 0 ? appended::novelty::first : appended::novelty::repeated);
  }
  EXPECT_EQ(answers[50]->seq.value, 2);
  EXPECT_EQ(sink_.of<chat::message_posted>().size(), 2);
}

TEST_F(message_store, answers_a_repeated_client_id_also_when_its_author_has_left_the_room) {
  const auto anna = person("anna");
  const auto first = say(text_of(anna, "once", "c1"));
  ASSERT_TRUE(wait(rooms().leave(anna, {1}, at(6'000))));
  EXPECT_EQ(say(text_of(anna, "once", "c1"))->id, first->id);
  EXPECT_TRUE(refused<chat::forbidden>(say(text_of(anna, "another", "c2"))));
}

TEST_F(message_store, knows_a_client_id_after_a_restart) {
  const auto anna = person("anna");
  const auto first = say(text_of(anna, "once", "c1"));
  open();
  EXPECT_EQ(say(text_of(anna, "once", "c1"))->id, first->id);
  EXPECT_EQ(history(anna, {}).messages.size(), 1);
}

TEST_F(message_store, keeps_client_ids_of_two_people_apart) {
  const auto anna = person("anna");
  const auto ben = person("ben");
  EXPECT_EQ(say(text_of(anna, "mine", "c1"))->seq.value, 1);
  EXPECT_EQ(say(text_of(ben, "mine", "c1"))->what, appended::novelty::first);
}

TEST_F(message_store, takes_any_number_of_messages_without_a_client_id) {
  const auto anna = person("anna");
  EXPECT_EQ(say(text_of(anna, "one"))->what, appended::novelty::first);
  EXPECT_EQ(say(text_of(anna, "one"))->what, appended::novelty::first);
}

TEST_F(message_store, publishes_in_seq_order_what_many_senders_sent_at_once) {
  const auto anna = person("anna");
  const auto ben = person("ben");
  std::vector<chat::flow<appended>> flows;
  for (int i = 0; i < 200; ++i) {
    flows.push_back(messages().append(text_of(i % 2 ? anna : ben, std::to_string(i), "c" + std::to_string(i))));
    flows.push_back(messages().append(text_of(i % 2 ? anna : ben, std::to_string(i), "c" + std::to_string(i))));
  }
  std::set<std::int64_t> answered;
  for (const auto& each : wait_all(std::move(flows))) answered.insert(each->seq.value);
  EXPECT_EQ(answered.size(), 200);
  EXPECT_EQ(*answered.begin(), 1);
  EXPECT_EQ(*answered.rbegin(), 200);

  const auto published = sink_.of<chat::message_posted>();
  ASSERT_EQ(published.size(), 200);
  for (std::size_t i = 0; i < published.size(); ++i) {
    EXPECT_EQ(published[i].message.seq.value, static_cast<std::int64_t>(i) + 1);
  }
}

TEST_F(message_store, commits_what_waits_together) {
  const auto anna = person("anna");
  const auto before = store_->statistics();
  std::vector<chat::flow<appended>> flows;
  for (int i = 0; i < 400; ++i) flows.push_back(messages().append(text_of(anna, "x")));
  wait_all(std::move(flows));
  const auto after = store_->statistics();
  EXPECT_EQ(after.writes - before.writes, 400);
  EXPECT_LT(after.commits - before.commits, 400);
  EXPECT_GT(after.largest_batch, 1);
}

TEST_F(message_store, refuses_a_stranger_in_an_open_room_and_hides_a_closed_one) {
  const auto anna = person("anna");
  const auto ben = person("ben");
  const auto secret = wait(rooms().create({"secret", "", chat::room_kind::closed, anna, at(1), 100}));
  EXPECT_TRUE(refused<chat::not_found>(say(text_of(ben, "hi", {}, secret->room.id))));
  EXPECT_TRUE(refused<chat::not_found>(say(text_of(ben, "hi", {}, {4711}))));
  EXPECT_TRUE(refused<chat::not_found>(wait(messages().history(ben, secret->room.id, {}))));
  EXPECT_TRUE(refused<chat::not_found>(wait(messages().last_seq(ben, secret->room.id))));
  ASSERT_TRUE(wait(rooms().leave(ben, {1}, at(6'000))));
  EXPECT_TRUE(refused<chat::forbidden>(say(text_of(ben, "hi"))));
  EXPECT_TRUE(refused<chat::forbidden>(wait(messages().history(ben, {1}, {}))));
  // All that was told is that ben has left.
  EXPECT_EQ(sink_.of<chat::message_posted>().size(), system_texts({1}).size());
}

TEST_F(message_store, leaves_no_hole_when_a_message_among_others_is_refused) {
  const auto anna = person("anna");
  const auto ben = person("ben");
  ASSERT_TRUE(wait(rooms().leave(ben, {1}, at(6'000))));
  std::vector<chat::flow<appended>> flows;
  for (int i = 0; i < 30; ++i) {
    flows.push_back(messages().append(text_of(anna, "fine")));
    flows.push_back(messages().append(text_of(ben, "stranger")));
    auto with_file = text_of(anna, "with a file that is not there");
    with_file.attachments = {{"missing"}};
    flows.push_back(messages().append(std::move(with_file)));
  }
  const auto answers = wait_all(std::move(flows));
  for (std::size_t i = 0; i < answers.size(); i += 3) {
    ASSERT_TRUE(answers[i]);
    EXPECT_TRUE(refused<chat::forbidden>(answers[i + 1]));
    ASSERT_FALSE(answers[i + 2]);
    EXPECT_EQ(answers[i + 2].error(), chat::refusal(chat::invalid{chat::field::attachments, chat::rule::unknown}));
  }
  const auto page = history(anna, {.before = {}, .after = {}, .limit = 100});
  // The first says that ben has left.
  ASSERT_EQ(page.messages.size(), 31);
  EXPECT_EQ(page.messages.front().kind, chat::message_kind::system);
  EXPECT_EQ(page.messages.front().seq.value, 1);
  EXPECT_EQ(page.messages.back().seq.value, 31);
  EXPECT_EQ(room_of(anna, {1}).room.last_seq.value, 31);
}

TEST_F(message_store, pages_history_from_the_newest_back) {
  const auto anna = person("anna");
  for (int i = 0; i < 7; ++i) ASSERT_TRUE(say(text_of(anna, std::to_string(i))));
  auto page = history(anna, {.before = {}, .after = {}, .limit = 3});
  EXPECT_THAT(seqs(page), ElementsAre(5, 6, 7));
  EXPECT_TRUE(page.more);
  page = history(anna, {.before = chat::seq_no{5}, .after = {}, .limit = 3});
  EXPECT_THAT(seqs(page), ElementsAre(2, 3, 4));
  EXPECT_TRUE(page.more);
  page = history(anna, {.before = chat::seq_no{2}, .after = {}, .limit = 3});
  EXPECT_THAT(seqs(page), ElementsAre(1));
  EXPECT_FALSE(page.more);
}

TEST_F(message_store, pages_history_forward_from_where_a_client_stopped) {
  const auto anna = person("anna");
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(say(text_of(anna, std::to_string(i))));
  auto page = history(anna, {.before = {}, .after = chat::seq_no{1}, .limit = 3});
  EXPECT_THAT(seqs(page), ElementsAre(2, 3, 4));
  EXPECT_TRUE(page.more);
  page = history(anna, {.before = {}, .after = chat::seq_no{4}, .limit = 3});
  EXPECT_THAT(seqs(page), ElementsAre(5));
  EXPECT_FALSE(page.more);
  page = history(anna, {.before = {}, .after = chat::seq_no{5}, .limit = 3});
  EXPECT_TRUE(page.messages.empty());
}

TEST_F(message_store, puts_an_upload_into_exactly_one_message_of_its_owner) {
  const auto anna = person("anna");
  const auto ben = person("ben");
  const chat::file image{{"f1"}, "/files/f1.png", "/files/f1.thumb.webp", "image/png", 640, 480, 12'345};
  ASSERT_TRUE(wait(files().add(anna, image, at(1), 1'000'000)));

  auto stolen = text_of(ben, "mine?");
  stolen.attachments = {image.id};
  EXPECT_FALSE(say(stolen));

  auto sent = text_of(anna, "");
  sent.attachments = {image.id};
  ASSERT_TRUE(say(sent));
  EXPECT_FALSE(say(sent));

  const auto page = history(ben, {});
  ASSERT_EQ(page.messages.size(), 1);
  ASSERT_EQ(page.messages[0].attachments.size(), 1);
  EXPECT_EQ(page.messages[0].attachments[0].url, image.url);
  EXPECT_EQ(page.messages[0].attachments[0].width, 640);
  EXPECT_EQ(page.messages[0].attachments[0].size, 12'345);
  EXPECT_EQ(sink_.of<chat::message_posted>().at(0).message.attachments.size(), 1);
}

TEST_F(message_store, moves_the_authors_marker_so_that_own_messages_are_never_unread) {
  const auto anna = person("anna");
  const auto ben = person("ben");
  ASSERT_TRUE(say(text_of(ben, "hello")));
  ASSERT_TRUE(say(text_of(anna, "hello back")));
  EXPECT_EQ(room_of(anna, {1}).where().unread(), 0);
  EXPECT_EQ(room_of(ben, {1}).where().unread(), 1);
}

class image_halves : public store_test {
 protected:
  static chat::new_image_message half(chat::user_id author, chat::image_half which, const std::string& file,
                                      std::int64_t now = 10'000) {
    return {.room = {1},
            .author = author,
            .digest = "digest",
            .half = which,
            .image = {{file}, "/files/" + file, "/files/" + file, "image/png", 1, 1, 1},
            .time = at(now),
            .not_before = at(now - 5'000)};
  }
};

TEST_F(image_halves, make_one_message_whichever_comes_first) {
  const auto anna = person("anna");
  for (const auto first : {chat::image_half::upload, chat::image_half::message}) {
    const auto second = first == chat::image_half::upload ? chat::image_half::message : chat::image_half::upload;
    const auto before = sink_.of<chat::message_posted>().size();
    const auto name = std::to_string(before);
    EXPECT_TRUE(refused<chat::not_found>(wait(messages().meet_image(half(anna, first, name)))));
    const auto made = wait(messages().append_image(half(anna, first, name)));
    const auto met = wait(messages().meet_image(half(anna, second, "")));
    ASSERT_TRUE(met);
    EXPECT_EQ(met->id, made->id);
    EXPECT_EQ(met->what, appended::novelty::repeated);
    EXPECT_EQ(sink_.of<chat::message_posted>().size(), before + 1);
  }
}

TEST_F(image_halves, meet_once_only_so_that_the_same_image_can_be_sent_again) {
  const auto anna = person("anna");
  ASSERT_TRUE(wait(messages().append_image(half(anna, chat::image_half::upload, "a"))));
  ASSERT_TRUE(wait(messages().meet_image(half(anna, chat::image_half::message, ""))));
  EXPECT_TRUE(refused<chat::not_found>(wait(messages().meet_image(half(anna, chat::image_half::message, "")))));
}

TEST_F(image_halves, of_the_same_kind_are_two_images) {
  const auto anna = person("anna");
  const auto first = wait(messages().append_image(half(anna, chat::image_half::upload, "a")));
  const auto second = wait(messages().append_image(half(anna, chat::image_half::upload, "b")));
  EXPECT_NE(first->id, second->id);
}

TEST_F(image_halves, that_arrive_together_make_one_message) {
  const auto anna = person("anna");
  std::vector<chat::flow<appended>> both;
  both.push_back(messages().append_image(half(anna, chat::image_half::upload, "a")));
  both.push_back(messages().append_image(half(anna, chat::image_half::message, "b")));
  const auto answers = wait_all(std::move(both));
  EXPECT_EQ(answers[0]->id, answers[1]->id);
  EXPECT_NE(answers[0]->what, answers[1]->what);
}

TEST_F(image_halves, meet_across_a_restart) {
  const auto anna = person("anna");
  const auto made = wait(messages().append_image(half(anna, chat::image_half::upload, "a")));
  open();
  EXPECT_EQ(wait(messages().meet_image(half(anna, chat::image_half::message, "")))->id, made->id);
}

TEST_F(image_halves, do_not_meet_when_one_is_too_old_or_of_another_person) {
  const auto anna = person("anna");
  const auto ben = person("ben");
  ASSERT_TRUE(wait(messages().append_image(half(anna, chat::image_half::upload, "a", 10'000))));
  EXPECT_FALSE(wait(messages().meet_image(half(anna, chat::image_half::message, "", 15'001))));
  EXPECT_FALSE(wait(messages().meet_image(half(ben, chat::image_half::message, "", 10'000))));
}

}  // namespace

}  // namespace webchats::store
