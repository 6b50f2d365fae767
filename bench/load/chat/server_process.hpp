#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace load {

/// A server as a child process; ends with its owner.
class server_process {
 public:
  /// Runs `command` and waits until it says that it listens ("… on http://127.0.0.1:5200" or "listening on :5200").
  /// What it says goes to the file `log`. Throws std::runtime_error.
  server_process(const std::vector<std::string>& command, const std::string& log);
  ~server_process() { end(9); }
  server_process(const server_process&) = delete;
  server_process& operator=(const server_process&) = delete;

  [[nodiscard]] pid_t pid() const noexcept { return pid_; }
  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
  /// Sends `signal` and waits for the end.
  void end(int signal) noexcept;

 private:
  pid_t pid_ = -1;
  std::uint16_t port_ = 0;
};

}  // namespace load
