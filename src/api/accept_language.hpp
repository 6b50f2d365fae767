#pragma once

#include <string_view>

#include "chat/language.hpp"
#include "http/message.hpp"

namespace webchats::api {

using chat::language;

/// The best of our languages for an `Accept-Language` value (RFC 9110 §12.5.4) or a bare tag; English when it names
/// none. Chinese is traditional by its script (`zh-Hant`) or, without one, its region (`zh-TW`, `zh-HK`, `zh-MO`).
[[nodiscard]] language language_of(std::string_view accept_language) noexcept;
[[nodiscard]] language language_of(const http::request& request) noexcept;

}  // namespace webchats::api
