#pragma once

#include <string_view>

namespace webchats::base {

/// Whether `text` is UTF-8 from end to end.
[[nodiscard]] bool is_utf8(std::string_view text) noexcept;

}  // namespace webchats::base
