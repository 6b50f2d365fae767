#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>

namespace webchats::load {

/// CPU time of all threads of a process, user and kernel: utime + stime of /proc/<pid>/stat, but not in hundredths of a
/// second. Throws std::runtime_error.
[[nodiscard]] std::chrono::nanoseconds cpu_of(pid_t process);
/// Resident bytes of a process, VmRSS. Throws std::runtime_error.
[[nodiscard]] std::size_t resident_of(pid_t process);
/// Raises this process's limit of open files as far as it goes, and says what it is then.
std::size_t raise_file_limit() noexcept;

}  // namespace webchats::load
