#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <variant>

namespace webchats::app {

/// What a running server wrote about itself.
struct running_server {
  pid_t pid = 0;
  std::string address;  ///< "http://127.0.0.1:5200"; empty until it listens
};

/// The claim that at most one server works on a data directory.
///
/// It is the lock (flock) on the file that counts, not its content: it ends with the process, however that ends,
/// so a stale file never blocks a start and a reused pid is never mistaken for a server.
class pid_file {
 public:
  /// Takes the lock and writes this process's id. The other server when there is one.
  /// Throws std::system_error when the file can't be made.
  [[nodiscard]] static std::variant<pid_file, running_server> claim(const std::filesystem::path& path);

  /// Who holds the lock now, if anyone.
  [[nodiscard]] static std::optional<running_server> holder(const std::filesystem::path& path);

  pid_file(pid_file&& other) noexcept;
  pid_file& operator=(pid_file&&) = delete;
  /// Empties the file and gives the lock back.
  ~pid_file();

  /// Adds where the server can be reached.
  void announce(const std::string& address) const;

  /// Writes the process id again: after a fork the child owns the claim.
  void renew() const;

 private:
  explicit pid_file(int fd) noexcept : fd_(fd) {}
  int fd_;
};

}  // namespace webchats::app
