#include "socketio/msgpack_packet.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <boost/json/object.hpp>

#include "socketio/json_text.hpp"

namespace webchats::socketio {
namespace {

using namespace std::string_literals;
namespace json = boost::json;

/// Bytes as hexadecimal digits, with text in quotes: "83 a4'type'02".
std::string m(std::string_view notation) {
  std::string bytes;
  while (!notation.empty()) {
    std::size_t used = 1;
    if (notation.front() == '\'') {
      used = notation.find('\'', 1) + 1;
      bytes += notation.substr(1, used - 2);
    } else if (notation.front() != ' ') {
      bytes += static_cast<char>(std::stoi(std::string(notation.substr(0, used = 2)), nullptr, 16));
    }
    notation.remove_prefix(used);
  }
  return bytes;
}

/// `"type"` and `"nsp"` of an event of "/", for a map of `size` members; the others are to be appended.
std::string event_head(char size = '\x83') { return size + m("a4'type' 02 a3'nsp' a1'/'"); }

/// An event whose one argument is the msgpack `value`.
std::string event_of(std::string_view value) { return event_head() + m("a4'data' 92 a1'e'") + std::string(value); }

/// The decoded packet, or the refusal, on one line; attachments in angle brackets.
std::string verdict(std::string_view bytes, const decode_limits& limits = {}) {
  const auto decoded = decode_msgpack(bytes, limits);
  if (!decoded) {
    EXPECT_LE(decoded.error().at, bytes.size());
    return "refused: " + std::string(to_string(decoded.error().error));
  }
  constexpr std::string_view names[] = {"connect", "disconnect", "event", "ack", "connect_error"};
  const packet& head = decoded->head;
  EXPECT_EQ(head.attachments, decoded->attachments.size());
  std::string line(names[static_cast<std::size_t>(head.type)]);
  line.append(" ").append(head.nsp);
  if (head.id) line += " #" + std::to_string(*head.id);
  if (head.data) append_json(line += ' ', *head.data);
  for (const base::shared_buffer& bytes_of : decoded->attachments)
    line.append(" <").append(bytes_of.view()).append(">");
  return line;
}

/// What `value` becomes as an argument.
std::string argument(std::string_view value, const decode_limits& limits = {}) {
  std::string line = verdict(event_of(value), limits);
  constexpr std::string_view before = "event / [\"e\",";
  return line.starts_with(before) ? line.substr(before.size()) : line;
}

std::string event(const arguments& values, std::optional<std::uint64_t> id = std::nullopt) {
  std::string out;
  append_msgpack_event(out, "/", "e", values, id);
  return out;
}

std::string written(const json::value& value) {
  const std::string bytes = event({value});
  return bytes.substr(event_of("").size());
}

TEST(decode_msgpack, reads_the_connect_of_the_reference) {
  EXPECT_EQ(verdict(m("83 a4'type' 00 a4'data' 82 a3'sid' b4'abcdefghijklmnopqrst' a3'pid' d4 00 00 a3'nsp' a1'/'")),
            R"(connect / {"sid":"abcdefghijklmnopqrst"})");
}

TEST(decode_msgpack, reads_every_type_and_members_in_any_order) {
  EXPECT_EQ(verdict(m("82 a4'type' 00 a3'nsp' a6'/admin'")), "connect /admin");
  EXPECT_EQ(verdict(m("83 a3'nsp' a2'/a' a4'data' d4 00 00 a4'type' 00")), "connect /a");
  EXPECT_EQ(verdict(m("82 a3'nsp' a1'/' a4'type' 01")), "disconnect /");
  EXPECT_EQ(verdict(m("84 a2'id' 0c a4'type' 02 a4'data' 92 a1'a' 01 a3'nsp' a1'/'")), R"(event / #12 ["a",1])");
  EXPECT_EQ(verdict(m("84 a4'type' 03 a2'id' 00 a4'data' 90 a3'nsp' a1'/'")), "ack / #0 []");
  EXPECT_EQ(verdict(m("83 a4'type' 04 a4'data' 81 a7'message' a1'x' a3'nsp' a1'/'")),
            R"(connect_error / {"message":"x"})");
}

TEST(decode_msgpack, passes_over_members_it_does_not_know) {
  EXPECT_EQ(
      verdict(m("84 a4'type' 02 a7'options' 82 a8'compress' c3 a1'x' 92 c4 01'z' c0 a4'data' 91 a1'a' a3'nsp' a1'/'")),
      R"(event / ["a"])");
}

TEST(decode_msgpack, takes_an_absent_id_for_none) {
  EXPECT_EQ(verdict(event_head('\x84') + m("a4'data' 91 a1'a' a2'id' d4 00 00")), R"(event / ["a"])");
}

TEST(decode_msgpack, accepts_integers_written_as_doubles) {
  EXPECT_EQ(verdict(event_head('\x84') + m("a4'data' 91 a1'a' a2'id' cb 40 08 00 00 00 00 00 00")),
            R"(event / #3 ["a"])");
  EXPECT_EQ(argument(m("cb 40 08 00 00 00 00 00 00")), "3]");
}

TEST(decode_msgpack, refuses_what_the_text_decoder_refuses) {
  EXPECT_EQ(verdict(""), "refused: empty packet");
  EXPECT_EQ(verdict(m("83 a4'type' 05 a4'data' 91 a1'a' a3'nsp' a1'/'")), "refused: unknown packet type");
  EXPECT_EQ(verdict(m("83 a4'type' ff a4'data' 91 a1'a' a3'nsp' a1'/'")), "refused: unknown packet type");
  EXPECT_EQ(verdict(m("83 a4'type' a1'2' a4'data' 91 a1'a' a3'nsp' a1'/'")), "refused: unknown packet type");
  EXPECT_EQ(verdict(m("82 a4'data' 91 a1'a' a3'nsp' a1'/'")), "refused: unknown packet type");
  EXPECT_EQ(verdict(m("82 a4'type' 02 a4'data' 91 a1'a'")), "refused: illegal namespace");
  EXPECT_EQ(verdict(m("82 a4'type' 01 a3'nsp' a1'a'")), "refused: illegal namespace");
  EXPECT_EQ(verdict(m("82 a4'type' 01 a3'nsp' a0")), "refused: illegal namespace");
  EXPECT_EQ(verdict(m("82 a4'type' 01 a3'nsp' 01")), "refused: illegal namespace");
  EXPECT_EQ(verdict(m("82 a4'type' 01 a3'nsp' a4'/a,b'")), "refused: illegal namespace");
  EXPECT_EQ(verdict(m("82 a4'type' 01 a3'nsp' a5'/a[''\"x'")), "refused: illegal namespace");
  EXPECT_EQ(verdict(m("82 a4'type' 01 a3'nsp' da 01 00'/'") + std::string(255, 'a')), "refused: illegal namespace");
  EXPECT_EQ(verdict(m("82 a4'type' 00 a3'nsp' da 01 00'/'") + std::string(254, '?') + 'x').substr(0, 10), "connect /?");
  EXPECT_EQ(verdict(m("83 a4'type' 00 a4'data' 90 a3'nsp' a1'/'")), "refused: invalid payload");
  EXPECT_EQ(verdict(m("83 a4'type' 00 a4'data' c0 a3'nsp' a1'/'")), "refused: invalid payload");
  EXPECT_EQ(verdict(m("83 a4'type' 01 a4'data' 80 a3'nsp' a1'/'")), "refused: invalid payload");
  EXPECT_EQ(verdict(event_head() + m("a4'data' 80")), "refused: invalid payload");
  EXPECT_EQ(verdict(event_head() + m("a4'data' 90")), "refused: invalid payload");
  EXPECT_EQ(verdict(event_head() + m("a4'data' 91 c0")), "refused: invalid payload");
  EXPECT_EQ(verdict(event_head() + m("a4'data' 91 c4 01'z'")), "refused: invalid payload");
  EXPECT_EQ(verdict(event_head() + m("a4'data' 91 aa'disconnect'")), "refused: reserved event name");
  EXPECT_EQ(verdict(event_head('\x84') + m("a4'data' 91 a1'a' a2'id' ff")), "refused: illegal id");
  EXPECT_EQ(verdict(event_head('\x84') + m("a4'data' 91 a1'a' a2'id' c0")), "refused: illegal id");
  EXPECT_EQ(verdict(event_head('\x84') + m("a4'data' 91 a1'a' a2'id' cf 00 20 00 00 00 00 00 00")),
            "refused: illegal id");
}

TEST(decode_msgpack, needs_the_data_of_those_that_mean_something_by_it) {
  EXPECT_EQ(verdict(m("82 a4'type' 02 a3'nsp' a1'/'")), "refused: invalid payload");
  EXPECT_EQ(verdict(m("82 a4'type' 03 a3'nsp' a1'/'")), "refused: invalid payload");
  EXPECT_EQ(verdict(m("83 a4'type' 04 a4'data' d4 00 00 a3'nsp' a1'/'")), "refused: invalid payload");
}

TEST(decode_msgpack, lets_only_events_and_acknowledgements_hold_bytes) {
  EXPECT_EQ(verdict(m("83 a4'type' 00 a4'data' 81 a1'a' c4 01'z' a3'nsp' a1'/'")), "refused: invalid payload");
  EXPECT_EQ(verdict(m("83 a4'type' 00 a4'data' c4 01'z' a3'nsp' a1'/'")), "refused: invalid payload");
  EXPECT_EQ(verdict(m("83 a4'type' 03 a4'data' 91 c4 01'z' a3'nsp' a1'/'")),
            R"(ack / [{"_placeholder":true,"num":0}] <z>)");
}

TEST(decode_msgpack, refuses_what_is_not_one_whole_value) {
  const std::string whole = event_of(m("92 c4 02'xy' d9 03'abc'"));
  EXPECT_EQ(verdict(whole), R"(event / ["e",[{"_placeholder":true,"num":0},"abc"]] <xy>)");
  for (std::size_t size = 1; size < whole.size(); ++size) {
    EXPECT_EQ(verdict(whole.substr(0, size)), "refused: illegal msgpack") << size;
  }
  EXPECT_EQ(verdict(whole + '\0'), "refused: illegal msgpack");
  EXPECT_EQ(verdict(m("01")), "refused: illegal msgpack");
  EXPECT_EQ(argument(m("c1")), "refused: illegal msgpack");
  EXPECT_EQ(argument(m("81 01 02")), "refused: illegal msgpack");
  EXPECT_EQ(argument(m("a2 c3 28")), "refused: illegal msgpack");
  EXPECT_EQ(argument(m("81 a1 ff 01")), "refused: illegal msgpack");
}

TEST(decode_msgpack, believes_no_announced_size) {
  for (const std::string& head :
       {m("dd ff ff ff ff"), m("df ff ff ff ff"), m("db ff ff ff ff"), m("c6 ff ff ff ff"), m("c9 ff ff ff ff")}) {
    EXPECT_EQ(argument(head), "refused: illegal msgpack");
    EXPECT_EQ(argument(head + std::string(64, '\0')), "refused: illegal msgpack");
    EXPECT_EQ(verdict(head), "refused: illegal msgpack");
    EXPECT_EQ(verdict(m("81 a1'x'") + head), "refused: illegal msgpack");
  }
  // Each list alone could be filled by the ten bytes left, not both.
  EXPECT_EQ(argument(m("dc 00 06 dc 00 06") + std::string(10, '\0')), "refused: illegal msgpack");
}

TEST(decode_msgpack, bounds_depth_elements_and_attachments) {
  EXPECT_EQ(argument(m("91 91 90"), {.max_json_depth = 4}), "[[[]]]]");
  EXPECT_EQ(argument(m("91 91 91 90"), {.max_json_depth = 4}), "refused: JSON nested too deeply");
  EXPECT_EQ(argument(m("91 91 c4 00"), {.max_json_depth = 4}), R"([[{"_placeholder":true,"num":0}]]] <>)");
  EXPECT_EQ(argument(m("91 91 91 c4 00"), {.max_json_depth = 4}), "refused: JSON nested too deeply");
  EXPECT_EQ(argument(m("91 91 d4 07 00"), {.max_json_depth = 4}), "refused: JSON nested too deeply");
  EXPECT_EQ(argument(std::string(100'000, '\x91') + '\xC0'), "refused: JSON nested too deeply");
  EXPECT_EQ(verdict(m("81 a1'x'") + std::string(100'000, '\x91') + '\xC0'), "refused: unknown packet type");
  EXPECT_EQ(argument(m("92 81 a1'a' 01 02"), {.max_elements = 6}), "[{\"a\":1},2]]");
  EXPECT_EQ(argument(m("92 81 a1'a' 01 02"), {.max_elements = 5}), "refused: too many elements");
  EXPECT_EQ(argument(m("92 c4 00 c4 00"), {.max_attachments = 1}), "refused: too many attachments");
}

TEST(decode_msgpack, reads_numbers_of_every_width) {
  EXPECT_EQ(argument(m("7f")), "127]");
  EXPECT_EQ(argument(m("e0")), "-32]");
  EXPECT_EQ(argument(m("cc ff")), "255]");
  EXPECT_EQ(argument(m("cd ff ff")), "65535]");
  EXPECT_EQ(argument(m("ce ff ff ff ff")), "4294967295]");
  EXPECT_EQ(argument(m("cf ff ff ff ff ff ff ff ff")), "18446744073709551615]");
  EXPECT_EQ(argument(m("d0 80")), "-128]");
  EXPECT_EQ(argument(m("d1 80 00")), "-32768]");
  EXPECT_EQ(argument(m("d2 80 00 00 00")), "-2147483648]");
  EXPECT_EQ(argument(m("d3 80 00 00 00 00 00 00 00")), "-9223372036854775808]");
  EXPECT_EQ(argument(m("d3 00 00 00 00 00 00 00 05")), "5]");
  EXPECT_EQ(argument(m("ca 3f c0 00 00")), "1.5]");
  EXPECT_EQ(argument(m("cb 3f b9 99 99 99 99 99 9a")), "0.1]");
  EXPECT_EQ(argument(m("cb 7f f8 00 00 00 00 00 00")), "null]");
  EXPECT_EQ(argument(m("ca ff 80 00 00")), "null]");
  EXPECT_EQ(argument(m("93 c0 c2 c3")), "[null,false,true]]");
}

TEST(decode_msgpack, writes_dates_as_json_does) {
  EXPECT_EQ(argument(m("d7 00 00 00 00 00 00 00 00 00")), R"("1970-01-01T00:00:00.000Z"])");
  EXPECT_EQ(argument(m("d7 00 00 00 01 8b cf e5 68 7b")), R"("2023-11-14T22:13:20.123Z"])");
  EXPECT_EQ(argument(m("d7 00 ff ff ff ff ff ff ff ff")), R"("1969-12-31T23:59:59.999Z"])");
  EXPECT_EQ(argument(m("d7 00 00 1e b2 08 c2 dc 00 00")), R"("+275760-09-13T00:00:00.000Z"])");
  EXPECT_EQ(argument(m("d7 00 ff e1 4d f7 3d 24 00 00")), R"("-271821-04-20T00:00:00.000Z"])");
  EXPECT_EQ(argument(m("d7 00 00 1e b2 08 c2 dc 00 01")), "null]");
  EXPECT_EQ(argument(m("d7 00 80 00 00 00 00 00 00 00")), "null]");
  EXPECT_EQ(argument(m("d6 ff 65 53 f1 00")), R"("2023-11-14T22:13:20.000Z"])");
  EXPECT_EQ(argument(m("d7 ff 1d 57 5c 40 65 53 f1 00")), R"("2023-11-14T22:13:20.123Z"])");
  EXPECT_EQ(argument(m("c7 0c ff 07 54 d4 c0 ff ff ff ff ff ff ff ff")), R"("1969-12-31T23:59:59.123Z"])");
  EXPECT_EQ(argument(m("c7 0c ff 00 00 00 00 7f ff ff ff ff ff ff ff")), "null]");
}

TEST(decode_msgpack, treats_undefined_as_json_does) {
  EXPECT_EQ(argument(m("d4 00 00")), "null]");
  EXPECT_EQ(argument(m("83 a1'a' 01 a1'b' d4 00 00 a1'c' 02")), R"({"a":1,"c":2}])");
}

TEST(decode_msgpack, lets_the_last_of_equal_keys_count) {
  EXPECT_EQ(argument(m("82 a1'a' 01 a1'a' 02")), R"({"a":2}])");
  EXPECT_EQ(argument(m("82 a1'a' 01 a1'a' d4 00 00")), "{}]");
}

TEST(decode_msgpack, refuses_a_second_member_that_may_replace_bytes) {
  EXPECT_EQ(argument(m("82 a1'a' c4 01'x' a1'a' 02")), "refused: placeholder without attachment");
  EXPECT_EQ(argument(m("92 82 a1'a' 01 a1'a' 02 c4 00")), "refused: placeholder without attachment");
}

TEST(decode_msgpack, numbers_bytes_in_document_order) {
  EXPECT_EQ(
      argument(m("93 c4 01'x' 81 a1'k' c5 00 01'y' c7 01 00'z'")),
      R"([{"_placeholder":true,"num":0},{"k":{"_placeholder":true,"num":1}},{"_placeholder":true,"num":2}]] <x> <y> <z>)");
  // The size alone would make this ArrayBuffer a date, and that one `undefined`.
  EXPECT_EQ(argument(m("c7 08 00'12345678'")), R"({"_placeholder":true,"num":0}] <12345678>)");
  EXPECT_EQ(argument(m("c8 00 01 00'z'")), R"({"_placeholder":true,"num":0}] <z>)");
  EXPECT_EQ(argument(m("c9 00 00 00 00 00")), R"({"_placeholder":true,"num":0}] <>)");
}

TEST(decode_msgpack, gives_an_unknown_extension_as_its_type_and_bytes) {
  EXPECT_EQ(argument(m("d5 07'xy'")), R"([7,{"_placeholder":true,"num":0}]] <xy>)");
  EXPECT_EQ(argument(m("c7 02 fe'xy'")), R"([-2,{"_placeholder":true,"num":0}]] <xy>)");
  EXPECT_EQ(argument(m("d5 00'xy'")), R"([0,{"_placeholder":true,"num":0}]] <xy>)");
}

TEST(decode_msgpack, never_takes_plain_data_for_bytes) {
  const std::string lookalike = m("82 ac'_placeholder' c3 a3'num' 00");
  EXPECT_EQ(argument(lookalike), R"({"_placeholder":true,"num":0}])");
  EXPECT_EQ(argument(m("92 c4 01'x'") + lookalike), "refused: placeholder without attachment");
  EXPECT_EQ(argument(m("92 81 a1'k'") + lookalike + m("c4 01'x'")), "refused: placeholder without attachment");
  EXPECT_EQ(argument(m("92 c4 01'x' 81 ac'_placeholder' 01")),
            R"([{"_placeholder":true,"num":0},{"_placeholder":1}]] <x>)");
}

TEST(append_msgpack_event, writes_a_map_of_type_namespace_id_and_data) {
  EXPECT_EQ(event({}), event_head() + m("a4'data' 91 a1'e'"));
  EXPECT_EQ(event({1, "x"}, 300), event_head('\x84') + m("a2'id' cd 01 2c a4'data' 93 a1'e' 01 a1'x'"));
}

TEST(append_msgpack_event, chooses_the_forms_of_notepack) {
  EXPECT_EQ(written(nullptr), m("c0"));
  EXPECT_EQ(written(true), m("c3"));
  EXPECT_EQ(written(127), m("7f"));
  EXPECT_EQ(written(128), m("cc 80"));
  EXPECT_EQ(written(256), m("cd 01 00"));
  EXPECT_EQ(written(65536), m("ce 00 01 00 00"));
  EXPECT_EQ(written(4294967296), m("cf 00 00 00 01 00 00 00 00"));
  EXPECT_EQ(written(std::numeric_limits<std::uint64_t>::max()), m("cf") + std::string(8, '\xFF'));
  EXPECT_EQ(written(-32), m("e0"));
  EXPECT_EQ(written(-33), m("d0 df"));
  EXPECT_EQ(written(-129), m("d1 ff 7f"));
  EXPECT_EQ(written(-32769), m("d2 ff ff 7f ff"));
  EXPECT_EQ(written(-2147483649), m("d3 ff ff ff ff 7f ff ff ff"));
  EXPECT_EQ(written(1.5), m("cb 3f f8 00 00 00 00 00 00"));
  EXPECT_EQ(written(-3.0), m("fd"));
  EXPECT_EQ(written(-0.0), m("00"));
  EXPECT_EQ(written(1e300).front(), '\xCB');
  EXPECT_EQ(written(std::numeric_limits<double>::quiet_NaN()), m("c0"));
  EXPECT_EQ(written(json::string(31, 'a')).substr(0, 2), m("bf'a'"));
  EXPECT_EQ(written(json::string(32, 'a')).substr(0, 3), m("d9 20'a'"));
  EXPECT_EQ(written(json::string(256, 'a')).substr(0, 4), m("da 01 00'a'"));
  EXPECT_EQ(written(json::string(65536, 'a')).substr(0, 6), m("db 00 01 00 00'a'"));
  EXPECT_EQ(written(json::array(15, nullptr)).substr(0, 2), m("9f c0"));
  EXPECT_EQ(written(json::array(16, nullptr)).substr(0, 4), m("dc 00 10 c0"));
  EXPECT_EQ(written(json::array(256, nullptr)).substr(0, 4), m("dc 01 00 c0"));
  EXPECT_EQ(written(json::array(65536, nullptr)).substr(0, 6), m("dd 00 01 00 00 c0"));
  EXPECT_EQ(written(json::object{{"a", json::object()}}), m("81 a1'a' 80"));
}

TEST(append_msgpack_event, puts_bytes_where_their_leaf_is) {
  arguments values;
  values.values.push_back(json::object{{"image", values.binary("one")}});
  values.values.push_back(values.binary(std::string(256, 'x')));
  EXPECT_EQ(event(values),
            event_head() + m("a4'data' 93 a1'e' 81 a5'image' c4 03'one' c5 01 00") + std::string(256, 'x'));
}

TEST(append_msgpack_event, converts_arguments_that_are_json_already) {
  arguments values{1};
  values.encoded = R"({"a":[2.5]},"x")";
  EXPECT_EQ(verdict(event(values)), R"(event / ["e",1,{"a":[2.5]},"x"])");
  values.encoded = "1],[2";
  EXPECT_THROW(event(values), std::invalid_argument);
}

TEST(append_msgpack_event, leaves_a_placeholder_without_attachments_as_plain_data) {
  EXPECT_EQ(verdict(event({json::object{{"_placeholder", true}, {"num", 3}}})),
            R"(event / ["e",{"_placeholder":true,"num":3}])");
}

TEST(append_msgpack_event, refuses_what_no_client_could_take) {
  std::string out;
  EXPECT_THROW(append_msgpack_event(out, "/", "disconnect", {}), std::invalid_argument);
  EXPECT_THROW(append_msgpack_event(out, "/", m("ff"), {}), std::invalid_argument);
  EXPECT_THROW(event({m("ff")}), std::invalid_argument);
  EXPECT_THROW(event({json::object{{m("ff"), 1}}}), std::invalid_argument);
  arguments values;
  values.values.push_back(values.binary("one"));
  values.values.push_back(json::object{{"_placeholder", true}, {"num", 1}});
  EXPECT_THROW(event(values), std::invalid_argument);
}

TEST(append_msgpack_ack, writes_the_id_and_the_list) {
  std::string out;
  append_msgpack_ack(out, "/admin", 0, {1, "2"});
  EXPECT_EQ(verdict(out), R"(ack /admin #0 [1,"2"])");
}

TEST(msgpack_control_packets, are_those_of_the_protocol) {
  const auto made = [](auto append, const auto&... parts) {
    std::string out;
    append(out, parts...);
    return out;
  };
  const auto connect = [](std::string& out, const auto&... parts) { append_msgpack_connect(out, parts...); };
  EXPECT_EQ(verdict(made(connect, "/a", "s")), R"(connect /a {"sid":"s"})");
  EXPECT_EQ(verdict(made(connect, "/", "s", "p")), R"(connect / {"sid":"s","pid":"p"})");
  EXPECT_EQ(verdict(made(connect, "/a")), "connect /a");
  EXPECT_EQ(verdict(made(append_msgpack_connect_error, "/a", json::object{{"message", "no"}})),
            R"(connect_error /a {"message":"no"})");
  EXPECT_EQ(verdict(made(append_msgpack_disconnect, "/a")), "disconnect /a");
}

}  // namespace
}  // namespace webchats::socketio
