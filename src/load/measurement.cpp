#include "load/measurement.hpp"

#include <unistd.h>

#include "load/process.hpp"

namespace webchats::load {

measurement::measurement(pid_t server)
    : server_(server),
      began_(std::chrono::steady_clock::now()),
      server_cpu_(cpu_of(server)),
      own_cpu_(cpu_of(getpid())) {}

figures measurement::report() const {
  figures found = found_;
  found.wall = std::chrono::steady_clock::now() - began_;
  found.server_cpu = cpu_of(server_) - server_cpu_;
  found.client_cpu = cpu_of(getpid()) - own_cpu_;
  return found;
}

}  // namespace webchats::load
