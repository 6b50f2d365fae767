#pragma once

#include <string>
#include <string_view>

#include "load/measurement.hpp"

namespace webchats::load {

/// `scenario=… operations=… …`, for programs; `client_load` near 1 means that the load client was the bottleneck.
[[nodiscard]] std::string line_of(std::string_view scenario, const figures& found);

}  // namespace webchats::load
