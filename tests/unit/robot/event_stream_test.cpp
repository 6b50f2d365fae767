#include "robot/event_stream.hpp"

#include <gmock/gmock.h>

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "robot/completion.hpp"
#include "support/for_each_split.hpp"

namespace webchats::robot {
namespace {

using testing::ElementsAre;

std::optional<std::vector<std::string>> read(std::span<const std::string_view> pieces, std::size_t longest = 100) {
  event_stream stream(longest);
  std::vector<std::string> all;
  for (const auto piece : pieces) {
    const auto events = stream.feed(piece);
    if (!events) return std::nullopt;
    all.insert(all.end(), events->begin(), events->end());
  }
  return all;
}

TEST(event_stream, reads_the_same_events_from_every_cut) {
  const std::string_view bytes =
      "\xEF\xBB\xBF: a comment\n\n"
      "data: one\n\n"
      "event: other\r\nid: 7\r\ndata:two\r\ndata:  three\r\n\r\n"
      "data\r\r"
      "dataset: no\n\n"
      "data: {\"text\":\"你好: x\"}\n\n"
      "data: never ended";
  test::for_each_split(bytes, [](std::span<const std::string_view> pieces) {
    EXPECT_THAT(read(pieces).value(), ElementsAre("one", "two\n three", "", "{\"text\":\"你好: x\"}"));
  });
}

TEST(event_stream, gives_up_on_what_is_too_long) {
  const std::string line(101, 'x');
  EXPECT_FALSE(read(std::array{std::string_view(line)}));
  std::string lines;
  for (int i = 0; i < 60; ++i) lines += "data: x\n";
  EXPECT_FALSE(read(std::array{std::string_view(lines)}));
  EXPECT_TRUE(read(std::array{std::string_view(lines)}, 200));
}

TEST(completion, reads_the_pieces_of_an_answer) {
  EXPECT_EQ(read_piece(R"({"choices":[{"delta":{"content":"hi"},"finish_reason":null}]})").value().text, "hi");
  EXPECT_FALSE(read_piece(R"({"choices":[{"delta":{"content":"hi"},"finish_reason":null}]})").value().last);
  EXPECT_TRUE(read_piece(R"({"choices":[{"delta":{},"finish_reason":"stop"}]})").value().last);
  EXPECT_TRUE(read_piece("[DONE]").value().last);
  EXPECT_EQ(read_piece(R"({"choices":[],"usage":{}})").value().text, "");
  for (const std::string_view bad : {"", "[1]", "7", "{", R"({"error":{"message":"x"}})"}) {
    EXPECT_FALSE(read_piece(bad)) << bad;
  }
}

}  // namespace
}  // namespace webchats::robot
