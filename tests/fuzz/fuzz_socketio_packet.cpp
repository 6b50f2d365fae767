// Packets as a client sends them: whatever the bytes, the decoder answers within its limits, and what it accepts can be
// written and read again.
#include <simdjson.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "socketio/json_text.hpp"
#include "socketio/packet.hpp"
#include "socketio/packet_encoder.hpp"

using namespace webchats::socketio;

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

std::string written(const packet& p, arguments values) {
  std::string out;
  if (p.type == packet_type::ack) {
    append_ack(out, p.nsp, p.id.value_or(0), values);
  } else {
    const boost::json::value name = values.values.front();
    values.values.erase(values.values.begin());
    std::string event;
    if (const auto* text = name.if_string()) event = *text;
    append_event(out, p.nsp, event, values, p.id);
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (!simdjson::validate_utf8(text)) return 0;  // sessions pass on valid text only
  const decode_limits limits;
  const auto decoded = decode(text, limits);
  if (!decoded) {
    require(decoded.error().at <= size);
    return 0;
  }
  require(decoded->attachments <= limits.max_attachments);
  require(!decoded->id || *decoded->id < std::uint64_t{1} << 53);
  if (!decoded->data || (decoded->type != packet_type::event && decoded->type != packet_type::ack)) return 0;

  arguments values(decoded->data->get_array());
  values.attachments.resize(decoded->attachments);
  if (decoded->type == packet_type::event && !values.values.front().is_string()) return 0;
  // A binary packet may have text that only looks like a leaf; one without attachments is written as plain data.
  const std::string out = written(*decoded, values);
  const auto again = decode(out, limits);
  require(again.has_value());
  require(again->type == decoded->type && again->nsp == decoded->nsp && again->attachments == decoded->attachments);
  require(decoded->type == packet_type::ack || again->id == decoded->id);
  std::string first;
  std::string second;
  append_json(first, *decoded->data);
  append_json(second, *again->data);
  require(first == second);
  return 0;
}
