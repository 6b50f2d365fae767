#include "store/search_store.hpp"

#include "fixture.hpp"
#include "store/query.hpp"
#include "store/search_documents.hpp"
#include "store/search_index.hpp"

namespace webchats::store {

namespace {

using texts = std::vector<std::string>;

class search_store : public store_test {
 protected:
  chat::outcome<chat::found_messages> search(chat::user_id reader, std::string_view text, std::size_t limit = 20,
                                             std::optional<chat::message_id> before = {},
                                             std::optional<chat::room_id> room = {}) {
    return wait(searches().find_messages({reader, chat::parse_query(text), room, before, limit, patience_}));
  }
  texts found(chat::user_id reader, std::string_view text) {
    texts all;
    const auto page = search(reader, text);
    EXPECT_TRUE(page) << text;
    for (const auto& each : page->messages) all.push_back(each.text);
    return all;
  }
  texts people(const std::string& typed, std::size_t limit = 20) {
    texts names;
    for (const auto& each : *wait(searches().find_people(typed, limit))) names.push_back(each.name);
    return names;
  }
  chat::appended said(chat::user_id author, std::string text, chat::room_id room = {1}, std::int64_t ms = 5'000) {
    auto message = text_of(author, std::move(text), {}, room);
    message.time = at(ms);
    const auto stored = say(std::move(message));
    EXPECT_TRUE(stored);
    return *stored;
  }
  std::chrono::milliseconds patience_ = std::chrono::seconds(10);  ///< with a search

  chat::room_id closed_room(chat::user_id owner, std::string name) {
    return wait(rooms().create({std::move(name), "", chat::room_kind::closed, owner, at(9), 100}))->room.id;
  }
};

TEST_F(search_store, finds_any_substring_of_chinese_newest_first) {
  const auto anna = person("anna");
  said(anna, "今天下午三点开会");
  said(anna, "午饭");
  said(anna, "下午見，記得開會");
  EXPECT_EQ(found(anna, "午"), (texts{"下午見，記得開會", "午饭", "今天下午三点开会"}));
  EXPECT_EQ(found(anna, "下午"), (texts{"下午見，記得開會", "今天下午三点开会"}));
  EXPECT_EQ(found(anna, "开会"), (texts{"下午見，記得開會", "今天下午三点开会"}));
  EXPECT_EQ(found(anna, "开下"), texts{});
  EXPECT_EQ(found(anna, "三点 今天"), texts{"今天下午三点开会"});
}

TEST_F(search_store, finds_words_by_their_beginning_while_they_are_typed) {
  const auto anna = person("anna");
  said(anna, "The Meeting is over");
  EXPECT_EQ(found(anna, "meet").size(), 1U);
  EXPECT_EQ(found(anna, "\"meet\"").size(), 0U);
  EXPECT_EQ(found(anna, "is \"meeting is\" ov").size(), 1U);
}

TEST_F(search_store, leaves_out_what_is_not_wanted) {
  const auto anna = person("anna");
  said(anna, "red fox");
  said(anna, "red dog");
  EXPECT_EQ(found(anna, "red -dog"), texts{"red fox"});
}

TEST_F(search_store, shows_nothing_from_rooms_the_reader_is_not_in) {
  const auto anna = person("anna");
  const auto ben = person("ben");
  const auto secret = closed_room(anna, "secret");
  said(anna, "宝藏在这里", secret);
  EXPECT_EQ(found(anna, "宝藏").size(), 1U);
  for (const auto* text :
       {"宝藏", "宝藏 in:secret", "from:anna", "in:#3", "宝", "after:1970-01-01 -x", "mentions:me"}) {
    EXPECT_EQ(found(ben, text), texts{}) << text;
  }
  EXPECT_TRUE(refused<chat::not_found>(search(ben, "宝藏", 20, {}, secret)));
}

TEST_F(search_store, shows_nothing_from_a_room_that_was_left) {
  const auto anna = person("anna");
  said(anna, "秘密", {2});
  ASSERT_TRUE(wait(rooms().leave(anna, {2}, at(6'000))));
  EXPECT_EQ(found(anna, "秘密"), texts{});
  EXPECT_TRUE(refused<chat::forbidden>(search(anna, "秘密", 20, {}, chat::room_id{2})));
}

TEST_F(search_store, shows_the_same_whether_it_walks_over_all_or_by_the_rooms_of_the_reader) {
  const auto anna = person("anna");
  const auto ben = person("ben");
  const auto big = closed_room(anna, "big");
  const auto small = closed_room(ben, "small");
  for (int i = 0; i < 40; ++i) said(anna, "大家好", big);
  said(ben, "你好", small);
  // Of 41 messages ben may see one, anna 40.
  EXPECT_EQ(found(ben, "好"), texts{"你好"});
  EXPECT_EQ(search(anna, "好", 50)->messages.size(), 40U);
}

TEST_F(search_store, filters_by_room) {
  const auto anna = person("anna");
  const auto tea = closed_room(anna, "茶室");
  said(anna, "好 1", {1});
  said(anna, "好 2", {2});
  said(anna, "好 3", tea);
  EXPECT_EQ(found(anna, "好 in:聊天室2"), texts{"好 2"});
  EXPECT_EQ(found(anna, "好 在：聊天室"), (texts{"好 2", "好 1"}));
  EXPECT_EQ(found(anna, "好 in:cs"), texts{"好 3"});
  EXPECT_EQ(found(anna, "好 in:#1 in:茶室"), (texts{"好 3", "好 1"}));
  EXPECT_EQ(found(anna, "好 in:nowhere"), texts{});
  EXPECT_EQ(search(anna, "好", 20, {}, chat::room_id{1})->messages.size(), 1U);
}

TEST_F(search_store, filters_by_author) {
  const auto anna = person("anna");
  const auto zhang = person("张三");
  said(anna, "好 a");
  said(zhang, "好 z");
  EXPECT_EQ(found(anna, "好 from:me"), texts{"好 a"});
  EXPECT_EQ(found(anna, "来自:张三"), texts{"好 z"});
  EXPECT_EQ(found(anna, "from:zs"), texts{"好 z"});
  EXPECT_EQ(found(anna, "from:nobody 好"), texts{});
}

TEST_F(search_store, filters_by_day) {
  const auto anna = person("anna");
  constexpr std::int64_t day = 86'400'000;
  for (int i = 0; i < 5; ++i) said(anna, "好 " + std::to_string(i), {1}, i * day);
  EXPECT_EQ(found(anna, "好 before:1970-01-02"), texts{"好 0"});
  EXPECT_EQ(found(anna, "好 after:1970-01-03"), (texts{"好 4", "好 3"}));
  EXPECT_EQ(found(anna, "after:1970-01-01 before:1970-01-03"), texts{"好 1"});
}

TEST_F(search_store, filters_by_what_messages_hold) {
  const auto anna = person("anna");
  said(anna, "see https://example.org");
  const chat::file picture{.id = {"p"}, .url = "/files/p", .thumb = "/files/p", .type = "image/png"};
  ASSERT_TRUE(wait(files().add(anna, picture, at(1), 1'000)));
  auto with = text_of(anna, "一张图");
  with.attachments = {picture.id};
  ASSERT_TRUE(say(with));
  EXPECT_EQ(found(anna, "has:link"), texts{"see https://example.org"});
  EXPECT_EQ(found(anna, "包含：图片"), texts{"一张图"});
  EXPECT_EQ(found(anna, "has:file"), texts{});
}

TEST_F(search_store, filters_by_reactions_as_they_are_now) {
  const auto anna = person("anna");
  said(anna, "好 1");
  said(anna, "好 2");
  connection sql(scratch_.where(), access::read_write);
  sql.execute("update messages set reactions = 1 where seq = 1");
  EXPECT_EQ(found(anna, "has:reaction"), texts{"好 1"});
  EXPECT_EQ(found(anna, "好 包含:回应"), texts{"好 1"});
}

TEST_F(search_store, finds_mentions) {
  const auto anna = person("anna");
  const auto zhang = person("张三");
  said(anna, "好的@张三 明天见");
  said(anna, "张三在吗");
  said(anna, "@all 开会");
  EXPECT_EQ(found(zhang, "mentions:me"), (texts{"@all 开会", "好的@张三 明天见"}));
}

TEST_F(search_store, pages_by_the_last_message_shown) {
  const auto anna = person("anna");
  for (int i = 1; i <= 5; ++i) said(anna, "好 " + std::to_string(i));
  const auto first = search(anna, "好", 2);
  ASSERT_EQ(first->messages.size(), 2U);
  EXPECT_TRUE(first->more);
  said(anna, "好 6");
  const auto second = search(anna, "好", 2, first->messages.back().id);
  ASSERT_EQ(second->messages.size(), 2U);
  EXPECT_EQ(second->messages.front().text, "好 3");
  const auto third = search(anna, "好", 2, second->messages.back().id);
  ASSERT_EQ(third->messages.size(), 1U);
  EXPECT_FALSE(third->more);
}

TEST_F(search_store, finds_nothing_that_was_not_stored) {
  const auto anna = person("anna");
  auto broken = text_of(anna, "幽灵");
  broken.attachments = {{"nobody's"}};
  ASSERT_FALSE(say(broken));
  EXPECT_EQ(found(anna, "幽灵"), texts{});
  auto twice = text_of(anna, "一次", "client-1");
  ASSERT_TRUE(say(twice));
  ASSERT_TRUE(say(twice));
  EXPECT_EQ(found(anna, "一次").size(), 1U);
}

TEST_F(search_store, finds_what_a_message_says_now) {
  const auto anna = person("anna");
  const auto one = said(anna, "旧文字");
  const auto two = said(anna, "要删的文字");
  ASSERT_TRUE(wait(store_->changes().edit(anna, {1}, one.seq, "新文字", at(6'000), at(0))));
  ASSERT_TRUE(wait(store_->changes().remove(anna, {1}, two.seq, at(6'000))));
  EXPECT_EQ(found(anna, "文字"), texts{"新文字"});
  EXPECT_EQ(found(anna, "旧"), texts{});
  EXPECT_EQ(found(anna, "要删"), texts{});
  EXPECT_EQ(found(anna, "from:me"), texts{"新文字"});
}

TEST_F(search_store, finds_people_by_characters_pinyin_and_initials) {
  person("张三");
  person("张三丰");
  person("李张三");
  person("Zoe Smith");
  EXPECT_EQ(people("张三"), (texts{"张三", "张三丰", "李张三"}));
  EXPECT_EQ(people("zhangsan"), (texts{"张三", "张三丰", "李张三"}));
  EXPECT_EQ(people("zs"), (texts{"张三", "Zoe Smith", "张三丰", "李张三"}));
  EXPECT_EQ(people("feng"), texts{"张三丰"});
  EXPECT_EQ(people("smith"), texts{"Zoe Smith"});
  EXPECT_EQ(people("张", 2).size(), 2U);
  EXPECT_EQ(people("hang"), texts{});
  EXPECT_EQ(people("san", 3), (texts{"张三", "李张三", "张三丰"}));
}

TEST_F(search_store, finds_people_by_their_new_name_only) {
  const auto anna = person("anna");
  ASSERT_TRUE(wait(store_->people().change(anna, {.name = "王五"}, at(2))));
  EXPECT_EQ(people("ww"), texts{"王五"});
  EXPECT_EQ(people("anna"), texts{});
}

/// The index as a database has it that was made before there was one.
class search_backfill : public search_store {
 protected:
  void forget_index() {
    close();
    connection sql(scratch_.where(), access::read_write);
    remove_documents(sql);
    sql.execute("delete from people_keys");
    sql.execute("update search_state set version = 'old', done = 0, last = 0");
  }
  /// The store ends when it has done all that waits; each part of the work queues the next.
  void finish_backfill() {
    for (int round = 0; round < 1'000; ++round) {
      connection sql(scratch_.where(), access::read_only);
      query<in<>, out<integer>> left(sql, "select count(*) from search_state where done < last");
      if (std::get<0>(*left.first()) == 0) return;
      ASSERT_TRUE(wait(store_->people().change({1}, {.status = "here"}, at(3))));
    }
    FAIL() << "the backfill does not end";
  }
};

TEST_F(search_backfill, indexes_what_was_there_before) {
  const auto anna = person("anna");
  for (int i = 0; i < 450; ++i) said(anna, "旧消息 " + std::to_string(i));
  forget_index();
  open();
  finish_backfill();
  EXPECT_EQ(search(anna, "旧消息", 1'000)->messages.size(), 450U);
  EXPECT_EQ(found(anna, "\"449\""), texts{"旧消息 449"});
  EXPECT_EQ(people("an"), texts{"anna"});
}

TEST_F(search_backfill, goes_on_where_it_stopped) {
  const auto anna = person("anna");
  for (int i = 0; i < 10; ++i) said(anna, "旧 " + std::to_string(i));
  forget_index();
  {
    connection sql(scratch_.where(), access::read_write);
    prepare_search(sql);
    EXPECT_FALSE(index_more(sql, 3).finished());
    EXPECT_FALSE(index_more(sql, 3).finished());
    prepare_search(sql);
  }
  open();
  said(anna, "新");
  finish_backfill();
  EXPECT_EQ(search(anna, "旧", 100)->messages.size(), 10U);
  EXPECT_EQ(found(anna, "新"), texts{"新"});
}

TEST_F(search_backfill, leaves_to_the_backfill_what_it_has_not_reached) {
  const auto anna = person("anna");
  said(anna, "一");
  const auto second = said(anna, "二");
  forget_index();
  connection sql(scratch_.where(), access::read_write);
  prepare_search(sql);
  chat::message changed{.id = second.id,
                        .room = {1},
                        .seq = second.seq,
                        .author = {anna, "anna", ""},
                        .client_id = {},
                        .text = "二",
                        .attachments = {},
                        .time = {}};
  unindex_message(sql, changed);
  sql.execute("update messages set text = '三' where text = '二'");
  changed.text = "三";
  index_message(sql, changed);
  while (!index_more(sql, 1).finished()) {
  }
  open();
  EXPECT_EQ(found(anna, "一").size(), 1U);
  EXPECT_EQ(found(anna, "二").size(), 0U);
  EXPECT_EQ(found(anna, "三").size(), 1U);
}

TEST_F(search_backfill, is_not_needed_for_what_changes_later) {
  const auto anna = person("anna");
  const auto first = said(anna, "旧文字");
  connection sql(scratch_.where(), access::read_write);
  chat::message changed{.id = first.id,
                        .room = {1},
                        .seq = first.seq,
                        .author = {anna, "anna", ""},
                        .client_id = {},
                        .text = "旧文字",
                        .attachments = {},
                        .time = {}};
  unindex_message(sql, changed);
  changed.text = "新文字";
  index_message(sql, changed);
  EXPECT_EQ(found(anna, "旧"), texts{});
  EXPECT_EQ(search(anna, "文字")->messages.size(), 1U);
  if (on_sqlite(scratch_)) sql.execute("insert into search_index (search_index) values ('integrity-check')");
}

/// Keeps everybody else from reading the index while it lives. Of a database server only.
class locked_index {
 public:
  explicit locked_index(const database& where) : sql_(where, access::read_write) {
    if (sql_.speaks() == dialect::postgresql) {
      sql_.begin_writing();
      sql_.execute("lock table search_index in access exclusive mode");
    } else {
      sql_.execute("lock tables search_index write");
    }
  }
  ~locked_index() { sql_.execute(sql_.speaks() == dialect::postgresql ? "rollback" : "unlock tables"); }
  locked_index(const locked_index&) = delete;
  locked_index& operator=(const locked_index&) = delete;

 private:
  connection sql_;
};

TEST_F(search_store, a_search_that_takes_too_long_is_cut_off_and_the_next_ones_are_as_ever) {
  const auto anna = person("anna");
  for (int i = 0; i < 300; ++i) said(anna, "tea and talk");
  // Every message fits but for the mark, so all are looked at.
  constexpr auto* slow = "tea has:reaction";
  EXPECT_TRUE(search(anna, slow));
  for (int i = 0; i < 20; ++i) {
    std::optional<locked_index> lock;
    if (!on_sqlite(scratch_)) lock.emplace(scratch_.where());
    // SQLite is over time from the beginning; the servers wait until they are.
    patience_ = std::chrono::milliseconds(on_sqlite(scratch_) ? 0 : 20);
    EXPECT_TRUE(refused<chat::unavailable>(search(anna, slow)));
  }
  patience_ = std::chrono::seconds(10);
  // On every reader's connection, whichever it was.
  for (int i = 0; i < 10; ++i) {
    EXPECT_TRUE(search(anna, slow)->messages.empty());
    EXPECT_EQ(search(anna, "talk")->messages.size(), 20U);
  }
  said(anna, "fresh tea");
  EXPECT_EQ(found(anna, "fresh"), texts{"fresh tea"});
}

}  // namespace

}  // namespace webchats::store
