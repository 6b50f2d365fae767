#pragma once

#include <array>
#include <string>
#include <string_view>

#include "chat/types.hpp"

namespace webchats::chat {

/// A fresh session token: 360 random bits, base64url, 60 characters, as many as the original's clients know.
[[nodiscard]] std::string make_token();

/// True when `text` has the form of a token; anything else needs no look-up.
[[nodiscard]] bool looks_like_token(std::string_view text);

/// SHA-256 as 64 hexadecimal digits: what is stored of a token, and the digest of an upload. A token has 360 random
/// bits, so a fast hash without salt is enough, and looking it up by the hash leaks nothing by time.
[[nodiscard]] std::string sha256_hex(std::string_view bytes);

/// HMAC with SHA-256 (RFC 2104).
[[nodiscard]] std::array<unsigned char, 32> hmac_sha256(std::string_view key, std::string_view bytes);

/// Equal, in a time that does not tell where they differ.
[[nodiscard]] bool equal_in_constant_time(std::string_view one, std::string_view other) noexcept;

/// How a body that leaves the server is signed: `t=<unix seconds>,v1=<hex of HMAC-SHA256(secret, "t.body")>`.
[[nodiscard]] std::string signature_of(std::string_view secret, instant now, std::string_view body);

}  // namespace webchats::chat
