#pragma once

namespace webchats::app {

/// The version of the project, from CMake.
inline constexpr const char* version = WEBCHATS_VERSION;

}  // namespace webchats::app
