#pragma once

#include <string>

#include "app/commands.hpp"
#include "transfer/demo.hpp"
#include "transfer/original.hpp"

namespace webchats::app {

/// Writes everything into a file, or with "-" to the output. The server may run.
[[nodiscard]] exit_code export_data(const config& settings, const std::string& file);

/// Reads an export, or with "-" the input, into an empty data directory.
[[nodiscard]] exit_code import_data(const config& settings, const std::string& file);

/// Reads a dump of the original into an empty data directory.
[[nodiscard]] exit_code import_original_data(const config& settings, const transfer::original_source& from);

/// Fills an empty data directory with people who talk.
[[nodiscard]] exit_code fill_with_demo(const config& settings, transfer::demo_options wanted);

}  // namespace webchats::app
