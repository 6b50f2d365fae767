#pragma once

#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "media/image.hpp"

namespace webchats::media {

enum class blob_error : std::uint8_t {
  not_found,
  no_space,  ///< disk or quota full
  io_error,
};

/// Immutable files under names that cannot be guessed (128 random bits), in one directory.
/// Thread-safe: every call works on the file system only. Calls block; use a worker thread.
class blob_store {
 public:
  /// Creates `directory` (mode 0700) when it is missing. Throws std::system_error.
  explicit blob_store(std::filesystem::path directory);

  /// Writes `bytes` durably (file and directory entry synced) and returns the name: 32 hex digits and the extension.
  [[nodiscard]] std::expected<std::string, blob_error> put(std::string_view bytes, image_type type) const;

  [[nodiscard]] std::expected<std::string, blob_error> read(std::string_view name) const;

  /// Removes the file; nothing happens when it is gone already.
  void remove(std::string_view name) const noexcept;

  /// The type a name promises, or nothing when it is not a name of this store (so it can never be a path).
  [[nodiscard]] static std::optional<image_type> type_of(std::string_view name) noexcept;

 private:
  [[nodiscard]] std::filesystem::path path_of(std::string_view name) const;

  std::filesystem::path directory_;
};

}  // namespace webchats::media
