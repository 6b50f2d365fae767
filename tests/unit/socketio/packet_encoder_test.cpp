#include "socketio/packet_encoder.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <boost/json/object.hpp>

#include "socketio/packet.hpp"

namespace webchats::socketio {
namespace {

namespace json = boost::json;

std::string event(std::string_view nsp, std::string_view name, const arguments& values,
                  std::optional<std::uint64_t> id = std::nullopt) {
  std::string out;
  append_event(out, nsp, name, values, id);
  return out;
}

std::string ack(std::string_view nsp, std::uint64_t id, const arguments& values) {
  std::string out;
  append_ack(out, nsp, id, values);
  return out;
}

TEST(append_event, writes_what_the_reference_writes) {
  EXPECT_EQ(event("/", "hello", {}), R"(2["hello"])");
  EXPECT_EQ(event("/", "message", {1, "2", json::object{{"3", json::array{true}}}}),
            R"(2["message",1,"2",{"3":[true]}])");
  EXPECT_EQ(event("/admin", "hello", {"x"}), R"(2/admin,["hello","x"])");
  EXPECT_EQ(event("/admin", "hello", {"x"}, 0), R"(2/admin,0["hello","x"])");
  EXPECT_EQ(event("/", "hello", {}, 12), R"(212["hello"])");
  EXPECT_EQ(event("/", "a \"b\"", {}), R"(2["a \"b\""])");
}

TEST(append_event, counts_the_attachments_before_the_namespace) {
  arguments values;
  json::object message{{"image", values.binary("one")}};
  message["thumb"] = values.binary("two");
  values.values.push_back(message);
  EXPECT_EQ(event("/a", "message", values, 7),
            R"(52-/a,7["message",{"image":{"_placeholder":true,"num":0},"thumb":{"_placeholder":true,"num":1}}])");
}

TEST(append_event, refuses_what_no_client_could_take) {
  EXPECT_THROW(event("/", "disconnect", {}), std::invalid_argument);
  EXPECT_THROW(event("/", "a", {"\xFF"}), std::invalid_argument);
  arguments values;
  values.values.push_back(values.binary("one"));
  values.values.push_back(json::object{{"_placeholder", true}, {"num", 1}});
  EXPECT_THROW(event("/", "a", values), std::invalid_argument);
}

TEST(append_event, leaves_a_placeholder_without_attachments_as_plain_data) {
  EXPECT_EQ(event("/", "a", {json::object{{"_placeholder", true}, {"num", 3}}}),
            R"(2["a",{"_placeholder":true,"num":3}])");
}

TEST(append_ack, writes_the_id_before_the_list) {
  EXPECT_EQ(ack("/", 456, {1, "2"}), R"(3456[1,"2"])");
  EXPECT_EQ(ack("/admin", 0, {}), "3/admin,0[]");
  arguments values;
  values.values.push_back(values.binary("x"));
  EXPECT_EQ(ack("/", 789, values), R"(61-789[{"_placeholder":true,"num":0}])");
}

TEST(encode_event, shares_text_and_attachments) {
  arguments values;
  values.values.push_back(values.binary("bytes"));
  const encoded_packet encoded = encode_event("/", "e", values);
  const packet_form& packet = encoded.form(wire_form::json);
  EXPECT_EQ(packet.head.payload(), R"(51-["e",{"_placeholder":true,"num":0}])");
  ASSERT_EQ(packet.attachments.size(), 1u);
  EXPECT_EQ(packet.attachments[0].payload(), "bytes");
}

TEST(control_packets, are_those_of_the_protocol) {
  EXPECT_EQ(encode_connect("/", "abc"), R"(0{"sid":"abc"})");
  EXPECT_EQ(encode_connect("/admin", "abc"), R"(0/admin,{"sid":"abc"})");
  EXPECT_EQ(encode_connect("/"), "0");
  EXPECT_EQ(encode_connect("/admin"), "0/admin,");
  EXPECT_EQ(encode_connect_error("/random", json::object{{"message", "Invalid namespace"}}),
            R"(4/random,{"message":"Invalid namespace"})");
  EXPECT_EQ(encode_connect_error("/", "no"), R"(4"no")");
  EXPECT_EQ(encode_disconnect("/"), "1");
  EXPECT_EQ(encode_disconnect("/admin"), "1/admin,");
}

TEST(arguments, give_the_bytes_of_a_leaf) {
  arguments values;
  const json::value leaf = values.binary("x");
  ASSERT_NE(values.bytes_of(leaf), nullptr);
  EXPECT_EQ(values.bytes_of(leaf)->view(), "x");
  EXPECT_EQ(values.bytes_of(json::object{{"_placeholder", true}, {"num", 1}}), nullptr);
  EXPECT_EQ(values.bytes_of("x"), nullptr);
}

TEST(arguments, read_null_behind_the_end) {
  const arguments values{1};
  EXPECT_EQ(values[0], 1);
  EXPECT_TRUE(values[1].is_null());
}

}  // namespace
}  // namespace webchats::socketio
