#pragma once

#include <string_view>

#include "socketio/arguments.hpp"

namespace webchats::api {

/// One argument that is written as JSON text already.
[[nodiscard]] socketio::arguments as_argument(std::string_view json);

}  // namespace webchats::api
