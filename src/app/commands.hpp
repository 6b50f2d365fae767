#pragma once

#include "app/config.hpp"

namespace webchats::app {

/// Exit codes, from sysexits.h where it has a fitting one.
enum class exit_code : int {
  success = 0,
  failure = 1,
  usage = 2,
  bad_data = 65,       ///< the database can't be used: damaged, foreign, or newer than this program
  unavailable = 69,    ///< the address is taken
  software = 70,       ///< a bug
  cannot_create = 73,  ///< the data directory can't be used
  already_running = 75,
  bad_config = 78,
};

/// Starts the server, in the background when the configuration says so, and runs it until it is told to stop.
[[nodiscard]] exit_code serve(const config& settings);

/// Tells the server of this data directory to stop and waits until it has. `success` when none was running.
[[nodiscard]] exit_code stop(const config& settings);

/// Stops the server if there is one, then starts it in the background.
[[nodiscard]] exit_code restart(config settings);

/// Prints the code that makes somebody the owner of the server of this data directory; `failure` when there is none.
[[nodiscard]] exit_code show_setup_code(const config& settings);

/// Prints versions, and whether a server works on this data directory and where it listens.
[[nodiscard]] exit_code info(const config& settings);

}  // namespace webchats::app
