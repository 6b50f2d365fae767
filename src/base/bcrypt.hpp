#pragma once

#include <string>
#include <string_view>

/// Passwords that other programs have hashed. Ours are argon2id, see `chat::password_hasher`.
namespace webchats::base {

/// A bcrypt hash (`$2a$`, `$2b$`, `$2y$`) that can be checked in reasonable time: its cost is 4 to 15. Each step
/// doubles the time; 10 takes about 50 ms.
[[nodiscard]] bool is_bcrypt(std::string_view hash) noexcept;

/// Whether `password` made `hash`, which `is_bcrypt`. Takes long: for worker threads. bcrypt looks at 72 bytes; a
/// password with a NUL matches nothing.
[[nodiscard]] bool bcrypt_matches(const std::string& hash, const std::string& password);

}  // namespace webchats::base
