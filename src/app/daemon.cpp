#include "app/daemon.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <iostream>
#include <string>
#include <system_error>
#include <utility>

namespace webchats::app {

namespace {

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

/// What the parent does: passes on the child's words until it is ready (exit 0) or dead (its exit code).
[[noreturn]] void wait_for(pid_t child, int pipe) {
  std::string said;
  std::array<char, 512> buffer{};
  for (ssize_t size = 0; (size = ::read(pipe, buffer.data(), buffer.size())) > 0;)
    said.append(buffer.data(), static_cast<std::size_t>(size));
  if (!said.empty()) {
    std::cout << said << std::flush;
    ::_exit(EXIT_SUCCESS);
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  ::_exit(WIFEXITED(status) && WEXITSTATUS(status) != 0 ? WEXITSTATUS(status) : EXIT_FAILURE);
}

}  // namespace

startup_report::startup_report(startup_report&& other) noexcept
    : pipe_(std::exchange(other.pipe_, -1)), log_(std::exchange(other.log_, -1)) {}

startup_report::~startup_report() {
  if (pipe_ >= 0) ::close(pipe_);
  if (log_ >= 0) ::close(log_);
}

void startup_report::ready(std::string_view text) {
  if (pipe_ < 0) return;
  while (!text.empty()) {
    const ssize_t written = ::write(pipe_, text.data(), text.size());
    if (written < 0 && errno != EINTR) break;
    if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
  }
  ::dup2(log_, STDOUT_FILENO);
  ::dup2(log_, STDERR_FILENO);
  ::close(std::exchange(pipe_, -1));
}

startup_report daemonize(const std::filesystem::path& log_file) {
  const int log = ::open(log_file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
  const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  std::array<int, 2> report{};
  if (log < 0) fail(log_file.c_str());
  if (nothing < 0 || ::pipe2(report.data(), O_CLOEXEC) != 0) fail("daemonize");

  const pid_t child = ::fork();
  if (child < 0) fail("fork");
  if (child > 0) {
    ::close(report[1]);
    wait_for(child, report[0]);
  }
  ::close(report[0]);
  if (::setsid() < 0 || ::dup2(nothing, STDIN_FILENO) < 0) fail("daemonize");
  ::close(nothing);
  return {report[1], log};
}

}  // namespace webchats::app
