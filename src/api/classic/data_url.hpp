#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace webchats::api::classic {

/// The largest image a socket message may carry, bytes before base64.
inline constexpr std::size_t longest_socket_image = std::size_t{4} << 20;

/// The bytes of `data:image/…;base64,…`; nothing for any other text. What kind of image it is, its bytes say.
[[nodiscard]] std::optional<std::string> image_of_data_url(std::string_view text);

}  // namespace webchats::api::classic
