#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace webchats::chat {

/// What a file is called, safe to show and to suggest for saving: the last part of a path, without what `clean_name`
/// takes away, without what file systems refuse at its ends, at most `most` bytes (the extension stays). `claimed` may
/// hold any bytes. "file" when nothing is left.
[[nodiscard]] std::string clean_file_name(std::string_view claimed, std::size_t most);

}  // namespace webchats::chat
