#pragma once

#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

#include "store/connection.hpp"
#include "transfer/export.hpp"
#include "transfer/import.hpp"
#include "transfer/place.hpp"

namespace webchats::transfer {

/// A directory of its own for one test.
class scratch {
 public:
  scratch() {
    std::string pattern = (std::filesystem::temp_directory_path() / "webchats-transfer-XXXXXX").string();
    if (!::mkdtemp(pattern.data())) throw std::runtime_error("no temporary directory");
    path_ = pattern;
  }
  ~scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  scratch(const scratch&) = delete;
  scratch& operator=(const scratch&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] place here() const { return {.database = {.file = path_ / "chat.db"}, .files = path_ / "files"}; }

 private:
  std::filesystem::path path_;
};

inline void quiet(std::string_view, std::uint64_t, std::uint64_t) {}

[[nodiscard]] inline std::string exported(const place& from) {
  std::ostringstream text;
  (void)export_all(from, text, "test", quiet);
  return text.str();
}

inline import_report imported(const place& to, const std::string& text) {
  std::istringstream from(text);
  return import_all(to, from, quiet);
}

}  // namespace webchats::transfer
