#pragma once

#include <cstdint>
#include <string_view>

/// Names that the server keeps. Pure.
namespace webchats::chat {

enum class kept_for : std::uint8_t {
  nobody,  ///< anybody may have it
  staff,   ///< it says that somebody runs this server, or is the server itself
  server,  ///< that of the robot, and of what "@" means everybody by
};

/// For whom names of this look are kept (`name_look`).
[[nodiscard]] kept_for who_keeps(std::string_view look);

}  // namespace webchats::chat
