#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>
#include <boost/json/value.hpp>

#include "base/shared_buffer.hpp"
#include "socketio/arguments.hpp"
#include "socketio/packet.hpp"

namespace webchats::socketio {

/// A packet of `socket.io-msgpack-parser`: one binary message that holds everything.
struct msgpack_packet {
  packet head;  ///< `head.attachments` is the number of those below
  std::vector<base::shared_buffer> attachments;
};

/// Decodes one packet: a map of `type`, `nsp`, `data` and `id` in any order; other members are passed over. Gives what
/// `decode` gives for the same packet as text (see `read_tree` for the values), and the same refusals; besides, EVENT,
/// ACK and CONNECT_ERROR need their data, and only the first two may hold bytes.
[[nodiscard]] std::expected<msgpack_packet, decode_failure> decode_msgpack(std::string_view bytes,
                                                                           const decode_limits& limits = {});

/// Appends an EVENT. Throws std::invalid_argument as the `append_event` of text does, and when `values.encoded` is not
/// JSON. `out` then ends with a part of the packet.
void append_msgpack_event(std::string& out, std::string_view nsp, std::string_view event, const arguments& values,
                          std::optional<std::uint64_t> ack_id = std::nullopt);
/// Appends an ACK. Throws as above.
void append_msgpack_ack(std::string& out, std::string_view nsp, std::uint64_t ack_id, const arguments& values);

/// Appends the CONNECT of protocol v5. `pid`: the private id of connection state recovery, empty for none.
void append_msgpack_connect(std::string& out, std::string_view nsp, std::string_view sid, std::string_view pid = {});
/// Appends the CONNECT of protocol v4.
void append_msgpack_connect(std::string& out, std::string_view nsp);
/// Appends a CONNECT_ERROR; `payload` is an object or a text.
void append_msgpack_connect_error(std::string& out, std::string_view nsp, const boost::json::value& payload);
void append_msgpack_disconnect(std::string& out, std::string_view nsp);

}  // namespace webchats::socketio
