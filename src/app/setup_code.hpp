#pragma once

#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>

namespace webchats::app {

/// Its name in the data directory.
inline constexpr std::string_view setup_code_file = "setup-code";

/// The code that makes somebody the owner of a server that has none: a file that only the server's own account reads,
/// kept over restarts until it was used. May be used from any thread.
class setup_code {
 public:
  enum class owner { no, yes };

  /// Reads the code, or makes one. With an owner there is none, and what is left of it is removed. Throws
  /// std::system_error.
  setup_code(std::filesystem::path file, owner has_one);

  /// Empty when there is none.
  [[nodiscard]] std::string text() const;
  /// It was used.
  void remove() noexcept;

  /// What is in the file; empty when there is none.
  [[nodiscard]] static std::string read(const std::filesystem::path& file);

 private:
  std::filesystem::path file_;
  mutable std::mutex mutex_;
  std::string text_;
};

}  // namespace webchats::app
