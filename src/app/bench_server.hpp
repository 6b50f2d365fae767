#pragma once

#include <sys/types.h>

#include <cstdint>

namespace webchats::app {

/// A Socket.IO server of one loop on a free port of 127.0.0.1, as a child process: it has nothing of the chat.
/// Everybody is in one room, `message` goes to all, `echo` comes back as its acknowledgement.
class bench_server {
 public:
  /// Forks, and comes back when it listens. Before any thread is started. Throws std::system_error or
  /// std::runtime_error.
  bench_server();
  /// Ends it; so does the end of this process, whatever its reason.
  ~bench_server();
  bench_server(const bench_server&) = delete;
  bench_server& operator=(const bench_server&) = delete;

  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
  [[nodiscard]] pid_t pid() const noexcept { return pid_; }

 private:
  pid_t pid_ = -1;
  int life_ = -1;  // the end of this pipe ends the child
  std::uint16_t port_ = 0;
};

}  // namespace webchats::app
