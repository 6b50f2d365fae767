#include "store/writer.hpp"

#include <soci/soci.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "fixture.hpp"
#include "store/query.hpp"

namespace webchats::store {

namespace {

using chat::appended;

class writer_failures : public store_test {
 protected:
  static store_options impatient() {
    store_options options;
    options.database.busy_timeout = std::chrono::milliseconds(1);
    return options;
  }
};

TEST_F(writer_failures, answer_unavailable_while_another_process_holds_the_lock_and_heal_afterwards) {
  open(impatient());
  const auto anna = person("anna");
  ASSERT_TRUE(say(text_of(anna, "one")));
  {
    connection other(scratch_.where(), access::read_write);
    other.begin_writing();
    other.execute("update rooms set topic = 'mine' where id = 1");
    EXPECT_TRUE(refused<chat::unavailable>(say(text_of(anna, "locked out", "c1"))));
    other.execute("rollback");
  }
  const auto retried = say(text_of(anna, "locked out", "c1"));
  ASSERT_TRUE(retried);
  EXPECT_EQ(retried->seq.value, 2);
  EXPECT_EQ(retried->what, appended::novelty::first);
}

TEST_F(writer_failures, store_nothing_of_a_transaction_when_the_disk_is_full_and_leave_no_hole) {
  if (!on_sqlite(scratch_)) GTEST_SKIP() << "a server's disk is not ours";
  const auto anna = person("anna");
  store_options small;
  small.database.most_bytes = 1024 * 1024;
  open(small);
  const std::string kilobytes(8'000, 'x');
  std::int64_t last = 0;
  int full = 0;
  for (int i = 0; i < 200 && full == 0; ++i) {
    std::vector<chat::flow<appended>> flows;
    for (int k = 0; k < 4; ++k) flows.push_back(messages().append(text_of(anna, kilobytes)));
    for (const auto& each : wait_all(std::move(flows))) {
      if (each) {
        EXPECT_EQ(each->seq.value, ++last);
      } else {
        EXPECT_TRUE(refused<chat::unavailable>(each));
        ++full;
      }
    }
  }
  EXPECT_GT(full, 0);
  EXPECT_GT(last, 0);
  EXPECT_EQ(sink_.of<chat::message_posted>().size(), static_cast<std::size_t>(last));
  EXPECT_EQ(room_of(anna, {1}).room.last_seq.value, last);

  open();  // somebody made room on the disk
  EXPECT_EQ(say(text_of(anna, "goes on"))->seq.value, last + 1);
}

TEST_F(writer_failures, of_one_write_do_not_touch_the_others_in_its_transaction) {
  const auto anna = person("anna");
  const chat::file image{{"same"}, "/files/same", "/files/same", "image/png", 1, 1, 1};
  ASSERT_TRUE(wait(files().add(anna, image, at(1), 1'000)));
  std::vector<chat::flow<void>> twins;
  for (int i = 0; i < 5; ++i) twins.push_back(files().add(anna, image, at(2), 1'000));
  twins.push_back(files().add(anna, {{"fresh"}, "", "", "", 0, 0, 0}, at(2), 1'000));
  const auto answers = wait_all(std::move(twins));
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(refused<chat::unavailable>(answers[static_cast<std::size_t>(i)]));
  EXPECT_TRUE(answers[5]);
}

TEST_F(writer_failures, of_a_value_that_the_database_refuses_do_not_touch_the_others) {
  if (on_sqlite(scratch_)) GTEST_SKIP() << "SQLite keeps any bytes";
  const auto anna = person("anna");
  std::vector<chat::flow<appended>> flows;
  for (const auto* text : {"one", "two", "\xff\xfe", "three", "four"}) {
    flows.push_back(messages().append(text_of(anna, text)));
  }
  const auto answers = wait_all(std::move(flows));
  for (std::size_t i = 0; i < answers.size(); ++i) {
    EXPECT_EQ(answers[i].has_value(), i != 2) << i;
  }
  EXPECT_EQ(room_of(anna, {1}).room.last_seq.value, 4);
}

/// Ends every session but its own, as a database server does that is restarted.
void end_sessions(const database& where) {
  connection sql(where, access::schema);
  if (where.kind == dialect::postgresql) {
    sql.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and "
        "pid <> pg_backend_pid()");
    return;
  }
  query<in<>, out<integer>> others(
      sql, "select id from information_schema.processlist where db = database() and id <> connection_id()");
  std::vector<integer> ids;
  others.each([&](integer id) { ids.push_back(id); });
  for (const auto id : ids) sql.execute("kill " + std::to_string(id));
}

TEST_F(store_test, opens_again_what_the_database_closed_while_it_was_idle) {
  if (on_sqlite(scratch_)) GTEST_SKIP() << "SQLite has no sessions that somebody else could end";
  const auto anna = person("anna");
  ASSERT_TRUE(say(text_of(anna, "before")));
  end_sessions(scratch_.where());
  const auto after = say(text_of(anna, "after"));
  ASSERT_TRUE(after);
  EXPECT_EQ(after->seq.value, 2);
  EXPECT_EQ(room_of(anna, {1}).room.last_seq.value, 2);
}

TEST_F(store_test, has_a_database_server_alone) {
  if (on_sqlite(scratch_)) GTEST_SKIP() << "the data directory has its own guard";
  EXPECT_THROW(store({.database = scratch_.where(), .writing = {}, .reading = {}}, sink_), std::runtime_error);
}

TEST_F(writer_failures, answer_unavailable_after_close) {
  const auto anna = person("anna");
  store_->close();
  EXPECT_TRUE(refused<chat::unavailable>(say(text_of(anna, "too late"))));
  EXPECT_TRUE(refused<chat::unavailable>(wait(rooms().rooms_of(anna))));
}

TEST_F(writer_failures, answer_unavailable_when_the_queue_is_full) {
  const auto anna = person("anna");
  store_options tiny;
  tiny.writing.queue = 2;
  open(tiny);
  std::vector<chat::flow<appended>> flows;
  for (int i = 0; i < 200; ++i) flows.push_back(messages().append(text_of(anna, "x")));
  std::size_t stored = 0;
  for (const auto& each : wait_all(std::move(flows))) {
    if (each) ++stored;
    EXPECT_TRUE(each || refused<chat::unavailable>(each));
  }
  EXPECT_LT(stored, 200);
  EXPECT_EQ(room_of(anna, {1}).room.last_seq.value, static_cast<std::int64_t>(stored));
}

TEST_F(store_test, finishes_what_waits_when_it_is_closed) {
  const auto anna = person("anna");
  boost::asio::io_context loop{1};
  int stored = 0;
  for (int i = 0; i < 50; ++i) {
    boost::asio::co_spawn(loop, messages().append(text_of(anna, "x")), [&](std::exception_ptr, auto result) {
      if (result) ++stored;
    });
  }
  loop.poll();  // all are in the queue now, or done
  store_->close();
  loop.run();
  EXPECT_EQ(stored, 50);
}

TEST_F(store_test, commits_to_disk_with_full_synchronisation) {
  if (!on_sqlite(scratch_)) GTEST_SKIP() << "a server has other settings";
  connection sql(scratch_.where(), access::read_write);
  query<in<>, out<std::string>> mode(sql, "select journal_mode from pragma_journal_mode");
  EXPECT_EQ(std::get<0>(*mode.first()), "wal");
  query<in<>, out<integer>> synchronous(sql, "select synchronous from pragma_synchronous");
  EXPECT_EQ(std::get<0>(*synchronous.first()), 2);
  query<in<>, out<integer>> keys(sql, "select foreign_keys from pragma_foreign_keys");
  EXPECT_EQ(std::get<0>(*keys.first()), 1);
}

}  // namespace

}  // namespace webchats::store
