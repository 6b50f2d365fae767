#pragma once

#include <string_view>

namespace webchats::chat {

/// Whether `password` is among those that are tried first, whatever its case.
[[nodiscard]] bool is_common_password(std::string_view password);

}  // namespace webchats::chat
