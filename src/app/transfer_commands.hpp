#pragma once

#include <chrono>
#include <filesystem>
#include <string>

#include "app/commands.hpp"
#include "transfer/demo.hpp"

namespace webchats::app {

/// Writes everything into a file, or with "-" to the output. The server may run.
[[nodiscard]] exit_code export_data(const config& settings, const std::string& file);

/// Reads an export, or with "-" the input, into an empty data directory.
[[nodiscard]] exit_code import_data(const config& settings, const std::string& file);

/// Where the original is, as it was typed: `dump`, or else `url`.
struct original_request {
  std::filesystem::path dump;
  std::string url;            ///< of its MySQL or MariaDB server
  std::string password;       ///< goes before one in `url`
  std::string password_file;  ///< the same in a file's first line, before `password`
  std::filesystem::path images;
  std::chrono::hours shift{0};
};

/// Reads the original into an empty data directory. Throws config_error.
[[nodiscard]] exit_code import_original_data(const config& settings, const original_request& asked);

/// Fills an empty data directory with people who talk.
[[nodiscard]] exit_code fill_with_demo(const config& settings, transfer::demo_options wanted);

}  // namespace webchats::app
