#pragma once

#include <cstdlib>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engineio/payload.hpp"

namespace webchats::engineio {

/// Packets that own their data.
struct decoded_payload {
  struct entry {
    packet_type type;
    message_type kind;
    std::string data;
    friend bool operator==(const entry&, const entry&) = default;
  };
  std::vector<entry> packets;
  bool failed = false;
};

inline decoded_payload decode_payload(payload_format format, std::string_view body) {
  decoded_payload out;
  payload_reader reader(format, body);
  for (;;) {
    const auto next = reader.next();
    if (!next) {
      // An error names a byte of the body, and the reader stays at its end.
      if (next.error().at > body.size() || reader.next().value()) std::abort();
      out.failed = true;
      return out;
    }
    if (!*next) return out;
    out.packets.push_back({(*next)->type, (*next)->kind, std::string((*next)->data)});
    if (out.packets.size() > body.size()) std::abort();
  }
}

/// What was decoded, whole or up to an error, survives being encoded and decoded again. Returns the encoded body.
inline std::string check_round_trip(payload_format read_as, payload_format written_as, std::string_view body) {
  const decoded_payload once = decode_payload(read_as, body);
  if (once.packets.empty()) return {};
  std::vector<packet> views;
  for (const auto& each : once.packets) views.push_back({each.type, each.kind, each.data});
  std::string encoded = encode_payload(written_as, views);
  const decoded_payload twice = decode_payload(written_as, encoded);
  if (twice.failed || twice.packets != once.packets) std::abort();
  return encoded;
}

}  // namespace webchats::engineio
