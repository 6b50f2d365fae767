#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <boost/json/value.hpp>

#include "socketio/arguments.hpp"
#include "socketio/encoded_packet.hpp"

namespace webchats::socketio {

/// Appends the text of EVENT or BINARY_EVENT to `out`; the attachments of `values` follow it as messages of their own.
/// Throws std::invalid_argument for a reserved event name, for a binary leaf that has no attachment, and for text that
/// is not UTF-8 (a client would have to drop its connection).
void append_event(std::string& out, std::string_view nsp, std::string_view event, const arguments& values,
                  std::optional<std::uint64_t> ack_id = std::nullopt);
/// Appends the text of ACK or BINARY_ACK. Throws as above.
void append_ack(std::string& out, std::string_view nsp, std::uint64_t ack_id, const arguments& values);

/// `append_event`, made shareable.
[[nodiscard]] encoded_packet encode_event(std::string_view nsp, std::string_view event, const arguments& values,
                                          std::optional<std::uint64_t> ack_id = std::nullopt);

/// CONNECT of protocol v5: `0/nsp,{"sid":"…"}`, and `"pid":"…"` for a client that may recover.
[[nodiscard]] std::string encode_connect(std::string_view nsp, std::string_view sid, std::string_view pid = {});
/// CONNECT of protocol v4: `0/nsp,`.
[[nodiscard]] std::string encode_connect(std::string_view nsp);
/// CONNECT_ERROR of v5, ERROR of v4.
[[nodiscard]] std::string encode_connect_error(std::string_view nsp, const boost::json::value& payload);
[[nodiscard]] std::string encode_disconnect(std::string_view nsp);

}  // namespace webchats::socketio
