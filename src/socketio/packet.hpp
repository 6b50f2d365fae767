#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string_view>
#include <boost/json/value.hpp>

namespace webchats::socketio {

/// What a packet of protocol v4 and v5 means. On the wire EVENT and ACK have a second number (5, 6) when binary
/// attachments follow; here that is `packet::attachments`.
enum class packet_type : std::uint8_t { connect, disconnect, event, ack, connect_error };

/// One decoded packet, still without its attachments.
struct packet {
  packet_type type = packet_type::event;
  /// "/" when none is named; with a query in v4, e.g. "/admin?token=1". Refers to the decoded text.
  std::string_view nsp = "/";
  std::optional<std::uint64_t> id;  ///< of an acknowledgement, at most 2^53 - 1
  std::size_t attachments = 0;      ///< binary messages that follow directly
  std::optional<boost::json::value> data;
};

/// Bounds of what a packet may hold.
struct decode_limits {
  std::size_t max_attachments = 10;
  std::size_t max_json_depth = 32;
  /// Only msgpack needs a limit: there one byte can be a value. The default is what a megabyte of JSON may hold.
  std::size_t max_elements = 500'000;
};

enum class decode_error : std::uint8_t {
  empty,            ///< no packet type
  unknown_type,     ///< the first character is none of 0…6
  bad_attachments,  ///< count missing, not a number, or zero
  too_many_attachments,
  bad_namespace,    ///< JSON without a comma after the name, or a name over 255 bytes
  bad_id,           ///< over 2^53 - 1
  bad_json,         ///< not JSON, or something behind it
  too_deep,         ///< JSON nested deeper than the limit
  bad_payload,      ///< JSON of the wrong shape for the packet type
  reserved_event,   ///< an event name that only the library may use
  bad_placeholder,  ///< a binary leaf without its attachment, or data that could be taken for one
  bad_msgpack,      ///< not one whole value of msgpack
  too_many_elements,
};
[[nodiscard]] std::string_view to_string(decode_error error) noexcept;

/// A refusal, and the byte of the text where it was noticed.
struct decode_failure {
  decode_error error;
  std::size_t at;
};

/// Decodes the text of one packet: `<type>[<n>-][<nsp>,][<id>][<JSON>]`. Strict where the reference reads by
/// accident (see README.md, "Not copied"). Linear in the text; recursion is bounded by `max_json_depth`.
[[nodiscard]] std::expected<packet, decode_failure> decode(std::string_view text, const decode_limits& limits = {});

/// Checks that every binary leaf in `data` refers to one of `attachments` messages, and reduces it to its two members.
[[nodiscard]] std::expected<void, decode_error> settle_placeholders(boost::json::value& data, std::size_t attachments);

/// Names that only the library itself may emit: connect, connect_error, disconnect, disconnecting, newListener,
/// removeListener.
[[nodiscard]] bool reserved_event(std::string_view name) noexcept;

}  // namespace webchats::socketio
