// Clients with different parsers on one server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <boost/json/serialize.hpp>

#include "socketio/msgpack_packet.hpp"
#include "socketio/transcode.hpp"
#include "world.hpp"

namespace webchats::socketio {
namespace {

using testing::ElementsAre;

std::string msgpack(std::string_view text) { return "!" + to_msgpack(text, {}); }

/// A packet in msgpack, as the text that means the same.
std::string read(std::string_view packet) {
  const auto decoded = decode_msgpack(packet.substr(1));
  if (!decoded) return "refused";
  std::string line(1, static_cast<char>('0' + static_cast<int>(decoded->head.type)));
  if (decoded->head.id) line += std::to_string(*decoded->head.id);
  if (decoded->head.data) line += boost::json::serialize(*decoded->head.data);
  for (const auto& bytes : decoded->attachments) line.append(" ").append(bytes.view());
  return line;
}

TEST(parsers, are_shown_by_the_first_packet) {
  world w;
  w.of("/").on("echo", [](socket& s, arguments values, const acknowledge& ack) {
    s.emit("echo", values);
    ack(std::move(values));
  });
  w.start();
  joined_peer json(w);
  peer packed(w, 1);
  packed.say(msgpack(R"(0{"sid":"unused"})"));
  EXPECT_TRUE(read(packed.received().front()).starts_with(R"(0{"sid":")"));
  packed.say(msgpack(R"(27["echo","中文",15])"));
  const auto answers = packed.received();
  ASSERT_EQ(answers.size(), 2u);
  EXPECT_EQ(read(answers[0]), R"(2["echo","中文",15])");
  EXPECT_EQ(read(answers[1]), R"(37["中文",15])");

  arguments values{"all"};
  values.values.push_back(values.binary("bytes"));
  w.of("/").emit("news", values);
  w.settle();
  EXPECT_THAT(json.received(), ElementsAre(R"(51-["news","all",{"_placeholder":true,"num":0}])", "!bytes"));
  EXPECT_EQ(read(packed.received().front()), R"(2["news","all",{"_placeholder":true,"num":0}] bytes)");
}

TEST(parsers, do_not_mix_on_one_connection) {
  world w;
  w.start();
  peer packed(w);
  packed.say(msgpack(R"(0{"sid":"unused"})"));
  packed.received();
  packed.say(R"(2["text"])");
  EXPECT_TRUE(packed.closed());
}

TEST(parsers, may_be_fixed) {
  world w({.parser = server_options::parsers::json});
  w.start();
  peer packed(w);
  packed.say(msgpack(R"(0{"sid":"unused"})"));
  EXPECT_TRUE(packed.closed());
}

}  // namespace
}  // namespace webchats::socketio
