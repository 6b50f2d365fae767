#include "load/http_answer.hpp"

#include <gtest/gtest.h>

#include <string>

namespace webchats::load {
namespace {

TEST(http_answer, is_read_once_it_is_there_as_a_whole) {
  const std::string whole = "HTTP/1.1 429 Too Many Requests\r\ncONTENT-length: 5\r\n\r\nhello";
  for (std::size_t cut = 0; cut < whole.size(); ++cut) EXPECT_FALSE(read_answer(whole.substr(0, cut))) << cut;
  const std::string more = whole + "rest";
  const auto answer = read_answer(more);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, "429 Too Many Requests");
  EXPECT_EQ(answer->body, "hello");
  EXPECT_EQ(answer->size, whole.size());
  EXPECT_TRUE(answer->is("429"));
  EXPECT_EQ(answer->words(), "429 Too Many Requests: hello");
}

TEST(http_answer, what_is_not_http_has_no_status) {
  const auto answer = read_answer("SSH-2.0-OpenSSH_9.2\r\n");
  ASSERT_TRUE(answer);
  EXPECT_TRUE(answer->status.empty());
}

TEST(http_answer, its_words_are_one_line_and_no_page) {
  EXPECT_EQ(read_answer("HTTP/1.1 400 No\r\nContent-Length: 3\r\n\r\na\nb")->words(), "400 No: a b");
  EXPECT_EQ(read_answer("HTTP/1.1 404 No\r\nContent-Length: 6\r\n\r\n<html>")->words(), "404 No");
}

}  // namespace
}  // namespace webchats::load
