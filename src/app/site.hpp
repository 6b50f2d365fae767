#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "app/banner.hpp"
#include "app/config.hpp"

namespace webchats::app {

/// The server can't listen where it should; `what()` says why and what to do.
class listen_error : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The database can't be used; `what()` says which, why and what to do.
class data_error : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The whole server, built from a configuration: every part is made here, once, in order, and handed to those that use
/// it. Made, used and destroyed on one thread; it owns all others.
class site {
 public:
  /// Opens the database (and migrates it) and builds everything. Throws data_error, config_error.
  explicit site(const config& settings);
  ~site();
  site(const site&) = delete;
  site& operator=(const site&) = delete;

  /// Listens and starts the loops; the address for a browser. Throws listen_error.
  std::string start();

  /// What makes somebody the owner of a server that has none; empty when there is one.
  [[nodiscard]] std::string code_for_owner() const;

  /// What listens where, for the banner.
  [[nodiscard]] std::vector<protocol_row> protocols() const;

  /// Serves until SIGTERM or SIGINT, then drains: no new connections, sockets told, queued writes stored.
  /// A second signal ends the waiting.
  void run_until_signal();

 private:
  struct parts;
  std::unique_ptr<parts> parts_;
};

}  // namespace webchats::app
