#pragma once

#include <filesystem>
#include <string_view>

namespace webchats::app {

/// The background half of a start: told apart by `daemonize`, it reports to the terminal through this.
class startup_report {
 public:
  /// Not in the background: reports go nowhere.
  startup_report() noexcept = default;
  startup_report(int pipe, int log) noexcept : pipe_(pipe), log_(log) {}
  startup_report(startup_report&& other) noexcept;
  startup_report& operator=(startup_report&&) = delete;
  ~startup_report();

  /// The server listens: `text` is printed by the command that started it, which then exits 0. From here on the output
  /// of this process goes to its log file; before, what went wrong was seen on the terminal.
  void ready(std::string_view text);

 private:
  int pipe_ = -1;
  int log_ = -1;
};

/// Leaves the terminal: forks, and goes on in the child in a session of its own, with its output in `log_file` once it
/// is ready. The parent waits until the child is ready or dead and exits with 0 or the child's code: it never returns.
/// Must be called before any thread is started. Throws std::system_error.
[[nodiscard]] startup_report daemonize(const std::filesystem::path& log_file);

}  // namespace webchats::app
