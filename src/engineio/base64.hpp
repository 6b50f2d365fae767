#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace webchats::engineio {

/// Appends `bytes` to `out` in standard base64 with padding (RFC 4648 §4).
void append_base64(std::string& out, std::string_view bytes);

/// What decoding found: nothing wrong, or that the text is no base64.
enum class base64_result { ok, malformed };

/// Replaces `out` by what `text` stands for. Strict: standard alphabet, no white space, padding right or absent.
[[nodiscard]] base64_result decode_base64(std::string_view text, std::string& out);

/// Length of `size` bytes in base64 with padding.
[[nodiscard]] constexpr std::size_t base64_size(std::size_t size) noexcept { return (size + 2) / 3 * 4; }

}  // namespace webchats::engineio
