#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "media/blob_store.hpp"
#include "scratch.hpp"
#include "store/migrations.hpp"
#include "store/query.hpp"
#include "transfer/failure.hpp"
#include "transfer/format.hpp"

namespace webchats::transfer {

namespace {

using store::in;
using store::integer;
using store::out;
using store::query;

/// A row of every kind, and a picture of two pieces.
void fill(const place& where) {
  store::connection sql(where.database, store::access::read_write);
  store::migrate(sql);
  const media::blob_store blobs(where.files);
  const auto picture = "/files/" + blobs.put(std::string(500'000, 'p')).value();
  const auto avatar = "/files/" + blobs.put("face").value();
  for (const std::string& each : {
           std::string("insert into settings values ('name', '聊天 \"室\"')"),
           "insert into users (id, email, name, avatar, password, created, updated, role, avatar_file, name_key) "
           "values "
           "(7, 'li@x.io', '李雷', '" +
               avatar + "', '$argon2id$x', 1, 2, 0, '" + avatar +
               "', 'x'), (8, 'h@bots.invalid', 'hook', '', '', 3, 4, 5, '', '')",
           std::string("insert into bots values (8, 7, 5)"),
           std::string("insert into sessions values (3, 8, 'abc', 'ci', 6, 7, 8)"),
           std::string("insert into session_scopes values (3, 5, '1,4')"),
           std::string("insert into blocks values (7, 8)"),
           std::string("insert into rooms (id, kind, name, topic, created, last_seq, direct_key) "
                       "values (4, 2, '', '', 9, 2, '7,8')"),
           std::string("insert into members (room_id, user_id, role, last_read_seq, joined) values (4, 7, 1, 1, 10)"),
           std::string("insert into filtered_words values ('敏感词', 2)"),
           std::string("insert into bans values (4, 8, 7, 'spam', 11, 0)"),
           std::string("insert into mutes values (4, 8, 12)"),
           std::string("insert into invites values (5, 'def', 0, 7, 3, 13, 14, -1)"),
           std::string(
               "insert into hooks values (6, 1, 'ci', 8, 7, 'https://x.io', 's', null, '', 0, 3, 15, 'what it does')"),
           std::string("insert into hook_rooms values (6, 4)"),
           std::string(
               "insert into messages (id, room_id, seq, user_id, client_id, text, files, created, edited) values "
               "(21, 4, 1, 7, 'c1', '你好 <b> ' || char(10) || '😀', 1, 16, 17), (22, 4, 2, 7, null, 'two', 0, 18, 0)"),
           std::string("update messages set preview = 1 where id = 22"),
           std::string("insert into previews values (22, 'https://x.io/a', '标题', '', 'X')"),
           std::string("insert into edits values (21, 17, '您好')"),
           std::string("insert into reactions values (4, 1, '👍', 7, 19)"),
           std::string("insert into mentions values (0, 4, 1)"),
           "insert into attachments (id, user_id, message_id, url, thumb, type, width, height, size, created) values "
           "('f1', 7, 21, '" +
               picture + "', '" + picture + "', 'image/png', 3, 4, 500000, 20)",
           std::string("insert into saved values (7, 4, 1, 21)"),
           std::string("insert into drafts values (7, 4, 0, '草稿', 22)"),
           std::string("insert into reports values (2, 23, 7, 4, 1, 'why', 1, 7)"),
           std::string("insert into audit values (2, 24, 7, 'server:owned', 'server', '{}')"),
       }) {
    sql.execute(each);
  }
}

std::string problem(const std::string& text) {
  const scratch dir;
  try {
    (void)imported(dir.here(), text);
  } catch (const failure& wrong) {
    // Nothing is half there: the same place takes a good export.
    const scratch good;
    fill(good.here());
    (void)imported(dir.here(), exported(good.here()));
    return wrong.what();
  }
  return "none";
}

const std::string header = R"({"type":"header","format":1,"program":"test"})"
                           "\n";
const std::string anna =
    R"({"type":"user","id":1,"email":"a@x.io","name":"Anna","role":"member","created":1,"updated":1})"
    "\n";

std::string ended(const std::string& lines, int count) {
  return header + lines + R"({"type":"end","lines":)" + std::to_string(count) + "}\n";
}

}  // namespace

TEST(round_trip, gives_the_same_lines_again) {
  const scratch first;
  const scratch second;
  fill(first.here());
  const auto lines = exported(first.here());
  for (const auto& kind : record_kinds()) {
    EXPECT_TRUE(lines.contains("{\"type\":\"" + std::string(kind.name) + "\"")) << kind.name;
  }
  const auto done = imported(second.here(), lines);
  EXPECT_EQ(done.people, 2U);
  EXPECT_EQ(done.messages, 2U);
  EXPECT_EQ(done.files, 2U);
  EXPECT_EQ(exported(second.here()), lines);
}

TEST(round_trip, has_every_row_of_long_tables) {
  const scratch first;
  const scratch second;
  fill(first.here());
  const auto few = std::ranges::count(exported(first.here()), '\n');
  {
    store::connection sql(first.here().database, store::access::read_write);
    const std::string numbers = "with recursive n (i) as (select 100 union all select i + 1 from n where i < 30099) ";
    sql.execute(numbers + "insert into audit (time, actor, action, target, details) select i, 7, 'a', '', '' from n");
    sql.execute(numbers + "insert into mentions (user_id, room_id, seq) select i % 3, 4, i / 3 from n");
  }
  const auto lines = exported(first.here());
  EXPECT_EQ(std::ranges::count(lines, '\n'), few + 60'000);
  EXPECT_GT(imported(second.here(), lines).people, 0U);
  EXPECT_EQ(exported(second.here()), lines);
}

TEST(round_trip, makes_what_is_derived) {
  const scratch first;
  const scratch second;
  fill(first.here());
  (void)imported(second.here(), exported(first.here()));
  store::connection sql(second.here().database, store::access::read_only);
  const auto number = [&](const char* of) { return std::get<0>(query<in<>, out<integer>>(sql, of).first().value()); };
  EXPECT_EQ(number("select members from rooms where id = 4"), 1);
  EXPECT_EQ(number("select count(*) from users where name_key = '李雷' and name_look <> ''"), 1);
  EXPECT_EQ(number("select count(*) from search_index where search_index match '\"你 好\"'"), 1);
  EXPECT_EQ(number("select count(distinct user_id) from people_keys"), 2);
  EXPECT_EQ(number("select count(*) from settings where name = 'epoch'"), 1);
}

TEST(round_trip, keeps_the_names_of_people_who_are_called_alike_and_gives_the_name_to_the_first) {
  const scratch dir;
  const std::string other =
      R"({"type":"user","id":2,"email":"b@x.io","name":"ANNA","role":"member","created":1,"updated":1})"
      "\n";
  EXPECT_EQ(imported(dir.here(), ended(other + anna, 4)).people, 2U);
  EXPECT_TRUE(exported(dir.here()).contains("\"ANNA\""));
  store::connection sql(dir.here().database, store::access::read_only);
  query<in<>, out<integer>> first(sql, "select id from users where name_claim = 'anna'");
  EXPECT_EQ(std::get<0>(first.first().value()), 1);
}

TEST(round_trip, leaves_an_export_whole_when_a_file_is_gone) {
  const scratch first;
  fill(first.here());
  std::filesystem::remove_all(first.here().files);
  std::ostringstream text;
  EXPECT_EQ(export_all(first.here(), text, "test", quiet).missing.size(), 2U);
  const scratch second;
  EXPECT_EQ(imported(second.here(), text.str()).files, 0U);
}

TEST(import, is_into_an_empty_place_only) {
  const scratch dir;
  fill(dir.here());
  const auto lines = exported(dir.here());
  EXPECT_THROW((void)imported(dir.here(), lines), failure);
  EXPECT_EQ(exported(dir.here()), lines);
}

TEST(import, says_which_line_is_wrong_and_why) {
  EXPECT_EQ(problem("hello\n"), "line 1: it is no JSON (syntax error)");
  EXPECT_EQ(problem(anna), "line 1: it is not the first line of an export of webchats");
  EXPECT_EQ(problem(R"({"type":"header","format":2})"), "line 1: the export has format 2, this program knows format 1");
  EXPECT_EQ(problem(header + anna), "line 2: the export ends too early: it was cut off, or is still being written");
  EXPECT_EQ(problem(ended(anna, 4)), "line 3: the export has another number of lines");
  EXPECT_EQ(problem(ended(anna, 3) + anna), "line 4: it comes after the end");
  EXPECT_EQ(problem(ended(R"({"type":"cat"})"
                          "\n",
                          3)),
            "line 2: the type \"cat\" is unknown");
  EXPECT_EQ(problem(ended(R"({"type":"user","id":"1"})"
                          "\n",
                          3)),
            "line 2: \"id\" must be a whole number");
  EXPECT_EQ(problem(ended(R"({"type":"user","id":1})"
                          "\n",
                          3)),
            "line 2: \"email\" is missing");
  EXPECT_EQ(problem(ended(anna + R"({"type":"bot","user":1,"owner":2,"created":1})"
                                 "\n",
                          4)),
            "line 3: \"owner\" is 2, but no line before this one has that user");
  EXPECT_EQ(problem(ended(anna + R"({"type":"block","user":1,"blocked":1,"x":1})"
                                 "\n",
                          4)),
            "line 3: \"x\" is unknown here");
  EXPECT_TRUE(problem(ended(anna + anna, 4)).starts_with("line 3: it is there twice, or names something that "));
  EXPECT_TRUE(problem(ended(R"({"type":"edit","message":5,"time":1})"
                            "\n",
                            3))
                  .starts_with("line 2: it is there twice, or"));
}

TEST(import, takes_files_under_their_own_names_only) {
  EXPECT_EQ(problem(ended(anna + R"({"type":"attachment","id":"f","user":1,"url":"https://x.io/a"})"
                                 "\n",
                          4)),
            "line 3: \"url\" must be the URL of a stored file, /files/…");
  EXPECT_EQ(problem(ended(R"({"type":"blob","name":"../../etc/passwd","size":0,"offset":0,"bytes":""})"
                          "\n",
                          3)),
            "line 2: \"name\" is no name of a file");
  const std::string name = "0123456789abcdef0123456789abcdef.bin";
  EXPECT_EQ(problem(ended(R"({"type":"blob","name":")" + name +
                              R"(","size":4,"offset":2,"bytes":"AAAA"})"
                              "\n",
                          3)),
            "line 2: the file " + name + " goes on at byte 2, but 0 bytes of it are there");
  EXPECT_EQ(problem(ended(R"({"type":"blob","name":")" + name +
                              R"(","size":4,"offset":0,"bytes":"AAAA"})"
                              "\n",
                          3)),
            "the file " + name + " ends after 3 of 4 bytes");
  EXPECT_EQ(problem(ended(R"({"type":"blob","name":")" + name +
                              R"(","size":4,"offset":0,"bytes":"*"})"
                              "\n",
                          3)),
            "line 2: \"bytes\" must be base64");
}

TEST(import, checks_that_rooms_fit_their_messages) {
  const std::string room = R"({"type":"room","id":1,"kind":"public","version":1,"created":1})"
                           "\n";
  const std::string said = R"({"type":"message","id":1,"room":1,"seq":1,"user":1,"created":1})"
                           "\n";
  EXPECT_EQ(problem(ended(anna + room + said, 5)), "room 1: \"last_seq\" is below the \"seq\" of its last message");
  const std::string reader = R"({"type":"member","room":1,"user":1,"last_read_seq":1,"joined":1})"
                             "\n";
  EXPECT_EQ(problem(ended(anna + room + reader, 5)), "room 1: a member has read beyond the last message");
}

}  // namespace webchats::transfer
