#include "engineio/outgoing.hpp"

#include <algorithm>

#include "ws/frame.hpp"

namespace webchats::engineio {

frame_head::frame_head(message_type kind, protocol revision, std::size_t data_size, packet_type type) noexcept {
  const bool typed = kind == message_type::text || revision == protocol::v3;
  const auto opcode = kind == message_type::text ? ws::opcode::text : ws::opcode::binary;
  const ws::encoded_header header = ws::encode_frame_header(opcode, data_size + (typed ? 1 : 0));
  std::ranges::copy(header.view(), bytes_.begin());
  size_ = header.size;
  if (typed) bytes_[size_++] = kind == message_type::text ? digit(type) : static_cast<char>(type);
}

outgoing outgoing::make(protocol revision, packet_type type, message_type kind, std::string_view data) {
  const frame_head head(kind, revision, data.size(), type);
  return {.type = type,
          .kind = kind,
          .data_at = static_cast<std::uint8_t>(head.view().size()),
          .frame = net::chunk::copy(head.view(), data)};
}

}  // namespace webchats::engineio
