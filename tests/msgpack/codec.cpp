// Our codec of msgpack packets, for those who compare it with others. Standard input and output are records: four bytes
// of length, the least significant first, then so many bytes. A question begins with 'd' or 'e':
//   d<packet>       answered with JSON: the packet, attachments as hexadecimal digits, or {"error":…}
//   e<JSON>         {type, nsp, id?, event?, values?, encoded?, attachments?, sid?, pid?, payload?}, answered with the
//                   packet, or with nothing when the encoder refuses it
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>

#include "socketio/json_text.hpp"
#include "socketio/msgpack_packet.hpp"

using namespace webchats;
using namespace webchats::socketio;
namespace json = boost::json;

namespace {

std::string hexadecimal(std::string_view bytes) {
  std::string digits;
  for (const char byte : bytes) {
    for (const int nibble : {byte >> 4 & 15, byte & 15}) digits += "0123456789abcdef"[nibble];
  }
  return digits;
}

std::string bytes_of(std::string_view digits) {
  std::string bytes;
  for (std::size_t at = 0; at < digits.size(); at += 2) {
    bytes += static_cast<char>(std::stoi(std::string(digits.substr(at, 2)), nullptr, 16));
  }
  return bytes;
}

std::string decoded(std::string_view bytes) {
  json::object answer;
  if (auto packet = decode_msgpack(bytes)) {
    answer["type"] = static_cast<int>(packet->head.type);
    answer["nsp"] = packet->head.nsp;
    if (packet->head.id) answer["id"] = *packet->head.id;
    if (packet->head.data) answer["data"] = std::move(*packet->head.data);
    json::array& attachments = answer["attachments"].emplace_array();
    for (const base::shared_buffer& attachment : packet->attachments) {
      attachments.emplace_back(hexadecimal(attachment.view()));
    }
  } else {
    answer["error"] = to_string(packet.error().error);
  }
  std::string text;
  append_json(text, answer);
  return text;
}

std::string encoded(std::string_view question) {
  const json::value value = parse_json(question, 1000).value();
  const json::object& wanted = value.as_object();
  const auto text = [&](std::string_view name) -> std::string_view {
    const json::value* member = wanted.if_contains(name);
    return member == nullptr ? std::string_view{} : std::string_view(member->as_string());
  };
  std::optional<std::uint64_t> id;
  if (const json::value* member = wanted.if_contains("id")) id = member->to_number<std::uint64_t>();
  arguments values;
  if (const json::value* list = wanted.if_contains("values")) values.values = list->as_array();
  if (const json::value* list = wanted.if_contains("attachments")) {
    for (const json::value& attachment : list->as_array()) {
      values.attachments.emplace_back(bytes_of(attachment.as_string()));
    }
  }
  values.encoded = text("encoded");

  std::string out;
  try {
    switch (static_cast<packet_type>(wanted.at("type").as_int64())) {
      case packet_type::connect:
        append_msgpack_connect(out, text("nsp"), text("sid"), text("pid"));
        break;
      case packet_type::disconnect:
        append_msgpack_disconnect(out, text("nsp"));
        break;
      case packet_type::event:
        append_msgpack_event(out, text("nsp"), text("event"), values, id);
        break;
      case packet_type::ack:
        append_msgpack_ack(out, text("nsp"), id.value(), values);
        break;
      case packet_type::connect_error:
        append_msgpack_connect_error(out, text("nsp"), wanted.at("payload"));
        break;
    }
  } catch (const std::invalid_argument&) {
    return {};
  }
  return out;
}

void append_length(std::string& out, std::size_t length) {
  for (int shift = 0; shift < 32; shift += 8) out += static_cast<char>(length >> shift & 255);
}

}  // namespace

int main() {
  const std::string input{std::istreambuf_iterator<char>(std::cin), {}};
  std::string output;
  std::string_view left = input;
  while (left.size() >= 4) {
    std::size_t length = 0;
    for (std::size_t i = 4; i-- > 0;) length = length << 8 | static_cast<std::uint8_t>(left[i]);
    const std::string_view question = left.substr(4, length);
    left.remove_prefix(4 + question.size());
    if (question.empty()) return EXIT_FAILURE;
    const std::string answer = question.front() == 'd' ? decoded(question.substr(1)) : encoded(question.substr(1));
    append_length(output, answer.size());
    output += answer;
  }
  std::cout.write(output.data(), static_cast<std::streamsize>(output.size()));
  return std::cout.flush() && left.empty() ? EXIT_SUCCESS : EXIT_FAILURE;
}
