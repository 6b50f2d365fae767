#pragma once

#include <string>

#include "socketio/arguments.hpp"

namespace webchats::api {

/// One argument that is written as JSON text already.
[[nodiscard]] socketio::arguments as_argument(std::string json);

}  // namespace webchats::api
