#include "app/pid_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <system_error>
#include <utility>

namespace webchats::app {

namespace {

int open_file(const std::filesystem::path& path, int flags) { return ::open(path.c_str(), flags | O_CLOEXEC, 0644); }

running_server read(int fd) {
  std::array<char, 256> text{};
  const ssize_t size = ::pread(fd, text.data(), text.size() - 1, 0);
  running_server found;
  if (size <= 0) return found;
  char* rest = nullptr;
  found.pid = static_cast<pid_t>(std::strtol(text.data(), &rest, 10));
  const std::string_view after(rest);
  if (after.starts_with('\n')) found.address = after.substr(1, after.find('\n', 1) - 1);
  return found;
}

void write(int fd, const std::string& address) {
  const std::string text = std::to_string(::getpid()) + '\n' + (address.empty() ? "" : address + '\n');
  if (::ftruncate(fd, 0) != 0 || ::pwrite(fd, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size())) {
    throw std::system_error(errno, std::generic_category(), "pid file");
  }
}

}  // namespace

std::variant<pid_file, running_server> pid_file::claim(const std::filesystem::path& path) {
  const int fd = open_file(path, O_RDWR | O_CREAT);
  if (fd < 0) throw std::system_error(errno, std::generic_category(), path.string());
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    running_server other = read(fd);
    ::close(fd);
    return other;
  }
  pid_file mine(fd);
  write(fd, {});
  return mine;
}

std::optional<running_server> pid_file::holder(const std::filesystem::path& path) {
  const int fd = open_file(path, O_RDONLY);
  if (fd < 0) return std::nullopt;
  std::optional<running_server> found;
  if (::flock(fd, LOCK_SH | LOCK_NB) != 0) found = read(fd);
  ::close(fd);
  return found;
}

pid_file::pid_file(pid_file&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

pid_file::~pid_file() {
  if (fd_ < 0) return;
  if (::ftruncate(fd_, 0) != 0) {
    // The lock says that nobody is here; the old content harms nobody.
  }
  ::close(fd_);
}

void pid_file::announce(const std::string& address) const { write(fd_, address); }

void pid_file::renew() const { write(fd_, {}); }

}  // namespace webchats::app
