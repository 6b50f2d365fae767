#pragma once

#include <cstddef>
#include <string_view>

namespace webchats::media {

/// How many bytes from the start `sniff_file` looks at.
inline constexpr std::size_t sniffed_bytes = 64;

/// The MIME type of what is no image, by the magic bytes at its start: documents, archives, sound and film. None of
/// them is run or shown by a browser that gets it as a download. "application/octet-stream" for all others.
[[nodiscard]] std::string_view sniff_file(std::string_view bytes) noexcept;

}  // namespace webchats::media
