// Our codecs behind a pipe, for the suite that compares them with the reference's.
//
// A request is `<codec><messages>`, an answer `<messages>`, each behind its length (four bytes, little endian). A
// message is `t` or `b` (text, binary), its length likewise, its bytes. The first message of an answer is the verdict
// as JSON; those that follow are what was accepted, encoded again.
//   s                 one Socket.IO packet and its attachments
//   4 3 | B b         an Engine.IO packet of revision 4, 3, as text | as binary
//   P T Y             a polling payload of revision 4, of revision 3 as text, as binary
#include <cstdint>
#include <cstdlib>
#include <deque>
#include <iostream>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>
#include <boost/json/value.hpp>

#include "engineio/payload.hpp"
#include "socketio/json_text.hpp"
#include "socketio/packet.hpp"
#include "socketio/packet_encoder.hpp"

using namespace webchats;
namespace json = boost::json;

namespace {

struct message {
  char kind = 't';
  std::string_view bytes;
};

std::string hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const char c : bytes) {
    out += digits[static_cast<unsigned char>(c) >> 4];
    out += digits[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

void append_size(std::string& out, std::size_t size) {
  for (int shift = 0; shift < 32; shift += 8) out += static_cast<char>(size >> shift & 0xFF);
}

std::size_t read_size(std::string_view bytes) {
  std::size_t size = 0;
  for (std::size_t i = 4; i-- > 0;) size = size << 8 | static_cast<unsigned char>(bytes[i]);
  return size;
}

void append_message(std::string& out, char kind, std::string_view bytes) {
  out += kind;
  append_size(out, bytes.size());
  out += bytes;
}

std::vector<message> split(std::string_view body) {
  std::vector<message> messages;
  while (!body.empty()) {
    const std::size_t size = read_size(body.substr(1));
    messages.push_back({body.front(), body.substr(5, size)});
    body.remove_prefix(5 + size);
  }
  return messages;
}

std::string answer(const json::value& verdict) {
  std::string text;
  socketio::append_json(text, verdict);
  std::string out;
  append_message(out, 't', text);
  return out;
}

// ---- Socket.IO ----

/// `value` with every binary leaf as `{"$bytes":"<hexadecimal>"}`.
json::value shown(const json::value& value, const socketio::arguments& values) {
  if (const auto* bytes = values.bytes_of(value)) return json::object{{"$bytes", hex(bytes->view())}};
  if (const json::array* list = value.if_array()) {
    json::array out;
    for (const json::value& element : *list) out.push_back(shown(element, values));
    return out;
  }
  if (const json::object* object = value.if_object()) {
    json::object out;
    for (const auto& [key, member] : *object) out[key] = shown(member, values);
    return out;
  }
  return value;
}

/// The text of `packet` by our encoder; nothing when the encoder offers no such packet to a server.
std::optional<std::string> encoded_again(const socketio::packet& packet, socketio::arguments values) {
  std::string out;
  switch (packet.type) {
    case socketio::packet_type::connect:
      if (packet.id || packet.data) return std::nullopt;
      return socketio::encode_connect(packet.nsp);
    case socketio::packet_type::disconnect:
      if (packet.id) return std::nullopt;
      return socketio::encode_disconnect(packet.nsp);
    case socketio::packet_type::connect_error:
      if (packet.id || !packet.data) return std::nullopt;
      return socketio::encode_connect_error(packet.nsp, *packet.data);
    case socketio::packet_type::event: {
      if (!packet.data || !values.values.front().is_string()) return std::nullopt;
      const json::string name = values.values.front().get_string();
      values.values.erase(values.values.begin());
      socketio::append_event(out, packet.nsp, name, values, packet.id);
      return out;
    }
    case socketio::packet_type::ack:
      if (!packet.data || !packet.id) return std::nullopt;
      socketio::append_ack(out, packet.nsp, *packet.id, values);
      return out;
  }
  return std::nullopt;
}

std::string socketio_packet(std::span<const message> messages) {
  const auto decoded = socketio::decode(messages.front().bytes);
  if (!decoded) return answer({{"error", socketio::to_string(decoded.error().error)}});
  messages = messages.subspan(1);

  socketio::arguments values;
  if (decoded->data && decoded->data->is_array()) values.values = decoded->data->get_array();
  for (; values.attachments.size() < decoded->attachments; messages = messages.subspan(1)) {
    if (messages.empty()) return answer({{"waits", true}});
    if (messages.front().kind == 't') return answer({{"error", "text while attachments are pending"}});
    values.attachments.emplace_back(messages.front().bytes);
  }
  if (!messages.empty()) return answer({{"error", "something behind the packet"}});

  json::object seen{{"type", static_cast<int>(decoded->type)}, {"nsp", decoded->nsp}};
  if (decoded->id) seen["id"] = *decoded->id;
  if (decoded->data) seen["data"] = decoded->attachments > 0 ? shown(values.values, values) : *decoded->data;
  std::string out = answer({{"packet", std::move(seen)}});
  if (const auto text = encoded_again(*decoded, values)) {
    append_message(out, 't', *text);
    for (const auto& bytes : values.attachments) append_message(out, 'b', bytes.view());
  }
  return out;
}

// ---- Engine.IO ----

json::array shown(const engineio::packet& packet) {
  if (packet.kind == engineio::message_type::binary) return {static_cast<int>(packet.type), "b", hex(packet.data)};
  return {static_cast<int>(packet.type), "t", packet.data};
}

std::string refusal(json::array before, const engineio::codec_error& error) {
  return answer({{"packets", std::move(before)}, {"error", engineio::to_string(error.what)}});
}

std::string engineio_packet(char codec, std::string_view bytes) {
  const auto revision = codec == '4' || codec == 'B' ? engineio::protocol::v4 : engineio::protocol::v3;
  std::string scratch;
  const auto decoded = codec == '4' || codec == '3' ? engineio::decode_text(revision, bytes, scratch)
                                                    : engineio::decode_binary(revision, bytes);
  if (!decoded) return refusal({}, decoded.error());
  json::array seen;
  seen.push_back(shown(*decoded));
  return answer({{"packets", std::move(seen)}});
}

std::string engineio_payload(engineio::payload_format format, std::string_view body) {
  json::array seen;
  std::deque<std::string> kept;  // what a packet borrows lives until the next one
  std::vector<engineio::packet> packets;
  engineio::payload_reader reader(format, body);
  for (;;) {
    const auto next = reader.next();
    if (!next) return refusal(std::move(seen), next.error());
    if (!*next) break;
    seen.push_back(shown(**next));
    packets.push_back({(*next)->type, (*next)->kind, kept.emplace_back((*next)->data)});
  }
  std::string out = answer({{"packets", std::move(seen)}});
  append_message(out, format == engineio::payload_format::v3_binary ? 'b' : 't',
                 engineio::encode_payload(format, packets));
  return out;
}

std::string serve(std::string_view request) {
  const std::vector<message> messages = split(request.substr(1));
  switch (request.front()) {
    case 's':
      return socketio_packet(messages);
    case 'P':
      return engineio_payload(engineio::payload_format::v4, messages.front().bytes);
    case 'T':
      return engineio_payload(engineio::payload_format::v3_text, messages.front().bytes);
    case 'Y':
      return engineio_payload(engineio::payload_format::v3_binary, messages.front().bytes);
    default:
      return engineio_packet(request.front(), messages.front().bytes);
  }
}

}  // namespace

int main() {
  std::ios::sync_with_stdio(false);
  std::string head(4, '\0');
  std::string request;
  while (std::cin.read(head.data(), 4)) {
    request.resize(read_size(head));
    if (!std::cin.read(request.data(), static_cast<std::streamsize>(request.size()))) return EXIT_FAILURE;
    const std::string reply = serve(request);
    std::string framed;
    append_size(framed, reply.size());
    framed += reply;
    std::cout.write(framed.data(), static_cast<std::streamsize>(framed.size()));
    if (std::cin.rdbuf()->in_avail() <= 0) std::cout.flush();
  }
  return EXIT_SUCCESS;
}
