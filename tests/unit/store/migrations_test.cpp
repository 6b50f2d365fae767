#include "store/migrations.hpp"

#include <stdexcept>

#include "fixture.hpp"
#include "store/names.hpp"
#include "store/query.hpp"

namespace webchats::store {

namespace {

TEST(migrations, bring_an_empty_database_to_the_newest_schema) {
  const scratch here;
  connection sql(here.where(), access::read_write);
  EXPECT_EQ(schema_of(sql), 0);
  migrate(sql);
  EXPECT_EQ(schema_of(sql), newest_schema());
}

TEST(migrations, make_the_two_rooms_of_the_original) {
  const scratch here;
  connection sql(here.where(), access::read_write);
  migrate(sql);
  query<in<>, out<integer, std::string, integer>> rooms(sql, "select id, name, classic_number from rooms order by id");
  std::vector<std::pair<integer, std::string>> found;
  rooms.each([&](integer id, const std::string& name, integer classic) {
    EXPECT_EQ(id, classic);
    found.emplace_back(id, name);
  });
  EXPECT_EQ(found, (std::vector<std::pair<integer, std::string>>{{1, "聊天室1"}, {2, "聊天室2"}}));
}

TEST(migrations, change_nothing_the_second_time) {
  const scratch here;
  connection sql(here.where(), access::read_write);
  migrate(sql);
  sql.execute("delete from rooms where id = 2");
  migrate(sql);
  query<in<>, out<integer>> rooms(sql, "select count(*) from rooms");
  EXPECT_EQ(std::get<0>(*rooms.first()), 1);
}

TEST(migrations, refuse_a_database_of_a_newer_program) {
  const scratch here;
  connection sql(here.where(), access::read_write);
  migrate(sql);
  sql.execute("update schema_version set version = version + 1");
  EXPECT_THROW(migrate(sql), std::runtime_error);
}

TEST(migrations, leave_the_old_schema_when_a_step_fails) {
  const scratch here;
  connection sql(here.where(), access::read_write);
  sql.execute("create table rooms (in_the_way integer)");
  EXPECT_THROW(migrate(sql), soci::soci_error);
  EXPECT_EQ(schema_of(sql), 0);
  sql.execute("drop table rooms");
  migrate(sql);
  EXPECT_EQ(schema_of(sql), newest_schema());
}

TEST(migrations, go_on_with_a_step_that_was_cut_off) {
  const scratch here;
  if (here.where().kind != dialect::mariadb) GTEST_SKIP() << "a step is a transaction";
  connection sql(here.where(), access::read_write);
  migrate(sql);
  // The last statement had happened, but nobody had written that down.
  sql.execute("update schema_version set version = version - 1");
  sql.execute("update schema_progress set statement = statement - 1, begun = 1 where version = " +
              std::to_string(newest_schema()));
  migrate(sql);
  EXPECT_EQ(schema_of(sql), newest_schema());
}

TEST(migrations, give_a_name_that_several_have_to_the_first_of_them) {
  const scratch here;
  connection sql(here.where(), access::read_write);
  constexpr int before_unique_names = 12;
  migrate(sql, before_unique_names);
  // Who is gone, two who are called alike, somebody who is disabled, and a hook.
  sql.execute(
      "insert into users (id, email, name, avatar, password, created, updated, state, name_look, role) values "
      "(1, 'a@x.io', 'Bob', '', '', 1, 1, 2, '', 3), (2, 'b@x.io', 'BOB', '', '', 1, 1, 0, 'bob', 3), "
      "(3, 'c@x.io', 'Bob', '', '', 1, 1, 0, '', 3), (4, 'd@x.io', 'Carla', '', '', 1, 1, 1, 'stale', 3), "
      "(5, 'e@x.io', 'hook', '', '', 1, 1, 0, '', 5)");
  migrate(sql);
  complete_looks(sql);
  complete_looks(sql);
  std::vector<std::pair<std::string, std::string>> found;
  query<in<>, out<std::string, std::string>>(sql, "select name_look, coalesce(name_claim, '-') from users order by id")
      .each([&](const std::string& look, const std::string& claim) { found.emplace_back(look, claim); });
  EXPECT_EQ(found, (std::vector<std::pair<std::string, std::string>>{
                       {"", "-"}, {"bob", "bob"}, {"bob", "-"}, {"carla", "carla"}, {"hook", "-"}}));
}

TEST(migrations, find_out_anew_what_names_look_like) {
  const scratch here;
  connection sql(here.where(), access::read_write);
  constexpr int before_marks_counted = 14;
  migrate(sql, before_marks_counted);
  sql.execute(
      "insert into users (id, email, name, avatar, password, created, updated, role, name_look, name_claim) values "
      "(1, 'a@x.io', 'मीना', '', '', 1, 1, 3, 'मन', 'मन'), (2, 'b@x.io', 'मोना', '', '', 1, 1, 3, 'मन', null), "
      "(3, 'c@x.io', 'Bob', '', '', 1, 1, 3, 'bob', 'bob'), (4, 'd@x.io', 'BOB', '', '', 1, 1, 3, 'bob', null)");
  migrate(sql);
  complete_looks(sql);
  std::vector<std::string> found;
  query<in<>, out<std::string>>(sql, "select coalesce(name_claim, '-') from users order by id")
      .each([&](const std::string& claim) { found.push_back(claim); });
  EXPECT_EQ(found, (std::vector<std::string>{"मीना", "मोना", "bob", "-"}));
}

TEST(connection, makes_the_database_readable_for_its_owner_only) {
  const scratch here;
  if (!on_sqlite(here)) GTEST_SKIP() << "a server has no file of ours";
  const connection sql(here.where(), access::read_write);
  EXPECT_EQ(std::filesystem::status(here.where().file).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST(connection, that_only_reads_cannot_write) {
  const scratch here;
  connection writing(here.where(), access::read_write);
  migrate(writing);
  connection reading(here.where(), access::read_only);
  EXPECT_THROW(reading.execute("delete from rooms"), soci::soci_error);
}

}  // namespace

}  // namespace webchats::store
