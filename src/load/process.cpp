#include "load/process.hpp"

#include <sys/resource.h>
#include <time.h>

#include <fstream>
#include <stdexcept>
#include <string>

namespace webchats::load {
std::chrono::nanoseconds cpu_of(pid_t process) {
  clockid_t clock{};
  timespec spent{};
  if (clock_getcpuclockid(process, &clock) != 0 || clock_gettime(clock, &spent) != 0) {
    throw std::runtime_error("the server is gone");
  }
  return std::chrono::seconds(spent.tv_sec) + std::chrono::nanoseconds(spent.tv_nsec);
}

std::size_t resident_of(pid_t process) {
  std::ifstream in("/proc/" + std::to_string(process) + "/status");
  for (std::string word; in >> word;) {
    if (word != "VmRSS:") continue;
    std::size_t kibibytes = 0;
    in >> kibibytes;
    return kibibytes * 1024;
  }
  throw std::runtime_error("the server is gone");
}

std::size_t raise_file_limit() noexcept {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
  ::getrlimit(RLIMIT_NOFILE, &files);
  return files.rlim_cur;
}

}  // namespace webchats::load
