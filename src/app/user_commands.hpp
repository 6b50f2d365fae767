#pragma once

#include <string>

#include "app/commands.hpp"

namespace webchats::app {

/// Prints the people of a data directory.
[[nodiscard]] exit_code list_users(const config& settings);

/// Prints a one-time code with which the person sets a new password within an hour; the server may run.
[[nodiscard]] exit_code reset_password(const config& settings, const std::string& email);

/// Gives somebody a role: owner, admin, moderator, member or guest. Only while no server runs.
[[nodiscard]] exit_code set_role(const config& settings, const std::string& email, const std::string& role);

}  // namespace webchats::app
