#include "engineio/v3_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engineio/payload.hpp"
#include "unit/engineio/fake_host.hpp"

namespace webchats::engineio {
namespace {

using testing::ElementsAre;

/// What engine.io-client 1 makes of text: each byte a character.
std::string twice(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      out += c;
    } else {
      out += static_cast<char>(0xC0 | byte >> 6);
      out += static_cast<char>(0x80 | (byte & 0x3F));
    }
  }
  return out;
}

std::string post_of(std::string_view packet) {
  return std::to_string(utf16_length(packet)) + ":" + std::string(packet);
}

TEST(layers_of, tells_how_often_text_was_encoded) {
  EXPECT_EQ(layers_of("2:40"), utf8_layers::unknown);
  EXPECT_EQ(layers_of(""), utf8_layers::unknown);
  for (const char* text : {"é", "中文", "😀", "a中b😀c\xC2\x80"}) {
    EXPECT_EQ(layers_of(twice(text)), utf8_layers::twice) << text;
    EXPECT_EQ(layers_of(text), utf8_layers::once) << text;
    std::string back;
    undo_outer_layer(twice(text), back);
    EXPECT_EQ(back, text);
  }
  EXPECT_EQ(layers_of(twice("中") + "中"), utf8_layers::once);
  EXPECT_EQ(layers_of(twice("中") + "é"), utf8_layers::once);
}

TEST(escape_json_text, writes_ascii_with_the_same_meaning) {
  EXPECT_EQ(escape_json_text(R"(42["中é","😀a"])"), R"(42["\u4e2d\u00e9","\ud83d\ude00a"])");
  EXPECT_EQ(escape_json_text("42[\"\xF4\x8F\xBF\xBF\xEF\xBF\xBF\xC2\x80\"]"), "42[\"\\udbff\\udfff\\uffff\\u0080\"]");
  EXPECT_EQ(escape_json_text("4plain"), "4plain");
  EXPECT_EQ(escape_json_text("2/中,[\"中\"]"), "2/中,[\"\\u4e2d\"]") << "a namespace is no JSON";
  EXPECT_EQ(escape_json_text("中"), "中");
  EXPECT_EQ(escape_json_text("\"\xE4\xB8").size(), 7U) << "what is no UTF-8 harms nothing";
}

constexpr polling_format escaping(polling_format::framing framed = polling_format::framing::plain) {
  return {.framed_as = framed, .text_as = polling_format::text::escaped};
}

TEST(session_of_revision_3, sends_ascii_by_polling_and_raw_text_by_websocket) {
  session_fixture f(protocol::v3, {}, escaping());
  f.open_by_polling();
  f.self->send(message_type::text, R"(2["中😀"])");
  f.self->send(shared_message::text(R"(2["é"])"));
  f.self->send(message_type::binary, "\xC3\xA9");
  EXPECT_EQ(f.poll().body, R"(24:42["\u4e2d\ud83d\ude00"]12:42["\u00e9"]6:b4w6k=)");
  f.post("1:2");
  EXPECT_EQ(f.poll().body, "1:3");
  fake_websocket socket;
  f.self->send(message_type::text, R"(2["中😀"])");
  f.upgrade(socket);
  f.self->send(shared_message::text(R"(2["é"])"));
  EXPECT_THAT(socket.frames, ElementsAre("T3probe", R"(T42["中😀"])", R"(T42["é"])"));
}

TEST(session_of_revision_3, sends_raw_text_in_a_binary_body) {
  polling_format polling = escaping();
  polling.binary_as = polling_format::binary::raw;
  session_fixture f(protocol::v3, {}, polling);
  f.open_by_polling();
  f.self->send(message_type::text, "2[\"é\"]");
  f.self->send(message_type::binary, "\1");
  EXPECT_EQ(f.poll().body, std::string("\x00\x08\xff"
                                       "42[\"é\"]\x01\x02\xff\x04\x01",
                                       16));
}

TEST(session_of_revision_3, escapes_for_jsonp_twice) {
  session_fixture f(protocol::v3, {}, escaping(polling_format::framing::jsonp));
  f.open_by_polling();
  f.self->send(message_type::text, R"(2["é"])");
  EXPECT_EQ(f.poll().body, R"x(___eio[]("12:42[\"\\u00e9\"]");)x");
}

TEST(session_of_revision_3, reads_what_1_x_clients_encode_twice) {
  session_fixture f(protocol::v3, {}, escaping());
  f.open_by_polling();
  const std::string first = "4" + twice("中文");
  const std::string second = "4" + twice("é😀");
  EXPECT_EQ(utf16_length(first), 7U) << "characters on the wire, not of the text";
  f.post("2:4a" + post_of(first) + post_of(second) + "10:b4AQIDBA==");
  f.post("3:4bc");
  f.post(post_of(second));
  EXPECT_THAT(f.log.messages, ElementsAre("Ta", "T中文", "Té😀", "B\1\2\3\4", "Tbc", "Té😀"));
}

TEST(session_of_revision_3, reads_text_of_2_x_clients_once_and_remembers_them) {
  session_fixture f(protocol::v3, {}, escaping());
  f.open_by_polling();
  f.post(post_of("4中文"));
  f.post(post_of("4Ã©"));
  EXPECT_THAT(f.log.messages, ElementsAre("T中文", "TÃ©")) << "it cannot be a 1.x client any more";

  session_fixture latin(protocol::v3, {}, escaping());
  latin.open_by_polling();
  latin.post(post_of("4café"));
  latin.post(post_of("4Ã©"));
  EXPECT_THAT(latin.log.messages, ElementsAre("Tcafé", "TÃ©"));
}

TEST(session_of_revision_3, refuses_bytes_that_are_not_utf8) {
  session_fixture f(protocol::v3, {}, escaping());
  f.open_by_polling();
  EXPECT_EQ(f.post("2:4\xff").status, 400U);
  EXPECT_TRUE(f.over());
  EXPECT_THAT(f.log.closed, ElementsAre(close_reason::parse_error));
}

TEST(session_of_revision_3, is_raw_unless_told_otherwise) {
  session_fixture f(protocol::v3);
  f.open_by_polling();
  f.post(post_of("4Ã©"));
  EXPECT_THAT(f.log.messages, ElementsAre("TÃ©"));
  EXPECT_EQ(f.poll().body, post_of("4Ã©"));
}

TEST(session_of_revision_3, reads_a_jsonp_post_that_was_encoded_twice) {
  session_fixture f(protocol::v3, {}, escaping(polling_format::framing::jsonp));
  f.open_by_polling();
  // encodeURIComponent makes UTF-8 of the characters.
  EXPECT_EQ(f.post("d=4%3A4%C3%A4%C2%B8%C2%AD").body, "ok");
  EXPECT_THAT(f.log.messages, ElementsAre("T中"));
}

}  // namespace
}  // namespace webchats::engineio
