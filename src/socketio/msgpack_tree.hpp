#pragma once

#include <expected>
#include <optional>
#include <vector>
#include <boost/json/value.hpp>

#include "base/shared_buffer.hpp"
#include "socketio/msgpack_reader.hpp"
#include "socketio/msgpack_writer.hpp"
#include "socketio/packet.hpp"

namespace webchats::socketio {

/// A msgpack value as JSON, with binary leaves as in `arguments`.
struct msgpack_tree {
  std::optional<boost::json::value> value;  ///< nothing for JavaScript's `undefined`
  std::vector<base::shared_buffer> attachments;
};

/// Reads the next value of `reader` as what JSON.stringify would make of it after notepack.io 2.2 has read it:
///
/// - dates (notepack's, and the timestamps of the specification) are ISO 8601 texts; numbers that are none, and dates
/// out
///   of JavaScript's range, are null; `undefined` is null in a list and no member of an object;
/// - bytes and ArrayBuffers are binary leaves, numbered in document order; an extension of an unknown type is the list
/// of
///   its type and its bytes;
/// - a double that is an integer up to 2^53 is an integer; 64-bit integers are exact;
/// - of two members with one name the last counts.
///
/// Where there are binary leaves, refuses objects that could be taken for one, and two members with one name. Refuses
/// keys that are no texts, and what is beyond `limits`. Linear in the bytes; recursion is bounded by `max_json_depth`.
[[nodiscard]] std::expected<msgpack_tree, decode_error> read_tree(msgpack_reader& reader, const decode_limits& limits);

/// Writes `value`, with the bytes of `attachments` for its binary leaves. Throws std::invalid_argument for a leaf that
/// has none (without any attachments it is plain data), and for text that is not UTF-8.
void write_tree(msgpack_writer& writer, const boost::json::value& value,
                const std::vector<base::shared_buffer>& attachments);

}  // namespace webchats::socketio
