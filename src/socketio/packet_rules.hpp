#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <boost/json/value.hpp>

#include "socketio/packet.hpp"

namespace webchats::socketio {

/// What every codec demands of a packet, whatever its bytes look like.

/// The largest acknowledgement id: the integers that JavaScript's numbers hold exactly end here.
inline constexpr std::uint64_t max_packet_id = (std::uint64_t{1} << 53) - 1;

/// `nsp` may name a namespace in a packet of this type: it starts with '/', has no comma, no JSON but behind the '?' of
/// a query (v4), and outside CONNECT at most 255 bytes.
[[nodiscard]] bool names_namespace(std::string_view nsp, packet_type type) noexcept;

/// Why `data` cannot be the payload of a packet of this type, or nothing when it can.
[[nodiscard]] std::optional<decode_error> misshapen(packet_type type, const boost::json::value& data);

}  // namespace webchats::socketio
