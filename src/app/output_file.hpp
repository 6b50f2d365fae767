#pragma once

#include <filesystem>
#include <fstream>
#include <ostream>

namespace webchats::app {

/// A file that has its name when it is whole; only its owner reads it. On one thread.
class output_file {
 public:
  /// Throws std::system_error, also when `path` is there already.
  explicit output_file(std::filesystem::path path);
  /// What was not kept is removed.
  ~output_file();
  output_file(const output_file&) = delete;
  output_file& operator=(const output_file&) = delete;

  [[nodiscard]] std::ostream& stream() noexcept { return stream_; }
  /// It is whole: makes it durable and gives it its name. Throws std::system_error.
  void keep();

 private:
  std::filesystem::path path_;
  std::filesystem::path part_;
  int descriptor_;
  std::ofstream stream_;
};

}  // namespace webchats::app
