#pragma once

#include <string>

namespace webchats::app {

/// Sends the records of all rooms to standard error, one line each with time and level; from any thread.
/// `level`: the lowest that is written (debug, info, warning, error).
void start_logging(const std::string& level);

}  // namespace webchats::app
