#pragma once

#include <string>
#include <string_view>

namespace webchats::chat {

/// A fresh session token: 360 random bits, base64url, 60 characters, as many as the original's clients know.
[[nodiscard]] std::string make_token();

/// True when `text` has the form of a token; anything else needs no look-up.
[[nodiscard]] bool looks_like_token(std::string_view text);

/// SHA-256 as 64 hexadecimal digits: what is stored of a token, and the digest of an upload. A token has 360 random
/// bits, so a fast hash without salt is enough, and looking it up by the hash leaks nothing by time.
[[nodiscard]] std::string sha256_hex(std::string_view bytes);

}  // namespace webchats::chat
