#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>
#include <boost/json/value.hpp>

#include "engineio/shared_message.hpp"
#include "socketio/arguments.hpp"

namespace webchats::socketio {

/// Appends the text of EVENT or BINARY_EVENT to `out`; the attachments of `values` follow it as messages of their own.
/// Throws std::invalid_argument for a reserved event name, for a binary leaf that has no attachment, and for text that
/// is not UTF-8 (a client would have to drop its connection).
void append_event(std::string& out, std::string_view nsp, std::string_view event, const arguments& values,
                  std::optional<std::uint64_t> ack_id = std::nullopt);
/// Appends the text of ACK or BINARY_ACK. Throws as above.
void append_ack(std::string& out, std::string_view nsp, std::uint64_t ack_id, const arguments& values);

/// A packet ready for any number of sessions: its text, and the binary messages that follow it. Immutable, cheap to
/// copy, may cross threads.
struct encoded_packet {
  engineio::shared_message head;
  std::vector<engineio::shared_message> attachments;
};
/// `append_event`, made shareable.
[[nodiscard]] encoded_packet encode_event(std::string_view nsp, std::string_view event, const arguments& values);

/// CONNECT of protocol v5: `0/nsp,{"sid":"…"}`.
[[nodiscard]] std::string encode_connect(std::string_view nsp, std::string_view sid);
/// CONNECT of protocol v4: `0/nsp,`.
[[nodiscard]] std::string encode_connect(std::string_view nsp);
/// CONNECT_ERROR of v5, ERROR of v4.
[[nodiscard]] std::string encode_connect_error(std::string_view nsp, const boost::json::value& payload);
[[nodiscard]] std::string encode_disconnect(std::string_view nsp);

}  // namespace webchats::socketio
