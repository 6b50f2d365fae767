// Packets of the msgpack parser: whatever the bytes, the decoder answers within its limits, what it accepts can be
// written and read again, and both codecs mean the same by it.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

#include "socketio/json_text.hpp"
#include "socketio/msgpack_packet.hpp"
#include "socketio/packet.hpp"
#include "socketio/packet_encoder.hpp"

using namespace webchats::socketio;

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

std::string json(const boost::json::value& value) {
  std::string text;
  append_json(text, value);
  return text;
}

/// Has `event` and `ack` append the packet, which is one of these.
void write(const packet& p, arguments values, auto event, auto ack) {
  if (p.type == packet_type::ack) return ack(p.nsp, p.id.value_or(0), values);
  const std::string name(values.values.front().get_string());
  values.values.erase(values.values.begin());
  event(p.nsp, name, values, p.id);
}

void require_same(const packet& left, const packet& right) {
  require(left.type == right.type && left.nsp == right.nsp && left.attachments == right.attachments);
  require(left.type == packet_type::ack || left.id == right.id);
  require(json(*left.data) == json(*right.data));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const decode_limits limits{.max_elements = 1000};
  const auto decoded = decode_msgpack(bytes, limits);
  if (!decoded) {
    require(decoded.error().at <= size);
    return 0;
  }
  const packet& head = decoded->head;
  require(head.attachments == decoded->attachments.size() && head.attachments <= limits.max_attachments);
  require(!head.id || *head.id < std::uint64_t{1} << 53);
  require(head.nsp.starts_with('/'));
  if (!head.data || (head.type != packet_type::event && head.type != packet_type::ack)) {
    require(head.attachments == 0);
    return 0;
  }
  arguments values(head.data->get_array());
  values.attachments = decoded->attachments;
  if (head.type == packet_type::event && !values.values.front().is_string()) return 0;

  std::string packed;
  write(
      head, values, [&](const auto&... parts) { append_msgpack_event(packed, parts...); },
      [&](const auto&... parts) { append_msgpack_ack(packed, parts...); });
  const auto again = decode_msgpack(packed, limits);
  require(again.has_value());
  require_same(head, again->head);
  for (std::size_t i = 0; i < head.attachments; ++i) {
    require(decoded->attachments[i].view() == again->attachments[i].view());
  }

  std::string text;
  write(
      head, values, [&](const auto&... parts) { append_event(text, parts...); },
      [&](const auto&... parts) { append_ack(text, parts...); });
  const auto as_text = decode(text, limits);
  require(as_text.has_value());
  require_same(head, *as_text);
  return 0;
}
