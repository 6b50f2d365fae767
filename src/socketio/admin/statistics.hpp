#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>
#include <boost/json/array.hpp>

#include "engineio/server.hpp"
#include "socketio/admin_ui.hpp"

namespace webchats::socketio {

class namespace_;

/// What `server_stats` tells the admin page. Lives on one loop.
class admin_statistics {
 public:
  using system_time = std::chrono::system_clock::time_point;

  explicit admin_statistics(std::string server_id);

  /// From now on is counted.
  void begin(const engineio::server_counters& now) noexcept { before_ = now; }
  /// The state of now as JSON text; with what has happened since the last `counted`.
  [[nodiscard]] std::string counted(const engineio::server_counters& now,
                                    const std::vector<std::shared_ptr<namespace_>>& namespaces, system_time when);
  /// The state alone. Any loop.
  [[nodiscard]] std::string state(const engineio::server_counters& now,
                                  const std::vector<std::shared_ptr<namespace_>>& namespaces) const;

 private:
  [[nodiscard]] std::string text(const engineio::server_counters& now,
                                 const std::vector<std::shared_ptr<namespace_>>& namespaces,
                                 boost::json::array events) const;

  std::string server_id_;
  std::string host_;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  engineio::server_counters before_;
};

}  // namespace webchats::socketio
