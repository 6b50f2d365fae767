#pragma once

#include <string>

#include "api/json/reader.hpp"
#include "chat/accounts.hpp"
#include "http/message.hpp"

namespace webchats::api::rest {

/// Bounds of an e-mail address or a password before chat judges them.
inline constexpr text_bounds credential{.min = 1, .max = 1024};

/// What the client calls itself, when it does not say otherwise.
[[nodiscard]] std::string user_agent(const http::request& request);

/// 201 `{token, me}`: the only answer that holds a token.
[[nodiscard]] http::response token_and_me(const chat::signed_in& who);

}  // namespace webchats::api::rest
