#pragma once

#include <string_view>

namespace webchats::ws {

/// Our answer to an offer of permessage-deflate that we take.
inline constexpr std::string_view deflate_answer =
    "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

/// Whether one of the offers in a Sec-WebSocket-Extensions value (RFC 6455 §9.1) is permessage-deflate with parameters
/// that this side can keep (RFC 7692 §7.1). An offer with an unknown, repeated or wrong parameter, or with a smaller
/// server window, is passed over as the RFC says; a value that breaks the grammar offers nothing. Linear in `value`.
[[nodiscard]] bool offers_deflate(std::string_view value) noexcept;

}  // namespace webchats::ws
