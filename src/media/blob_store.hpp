#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "media/descriptor.hpp"
#include "media/image.hpp"

namespace webchats::media {

enum class blob_error : std::uint8_t {
  not_found,
  no_space,  ///< disk or quota full
  io_error,
};

/// A blob that is open for reading. It can be read to its end even when it was removed meanwhile.
class blob_file {
 public:
  blob_file(descriptor file, std::size_t size) noexcept : file_(std::move(file)), size_(size) {}
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  /// At most `most` bytes from `offset`; fewer only at the end. Blocks. Any thread.
  [[nodiscard]] std::expected<std::string, blob_error> read(std::size_t offset, std::size_t most) const;

 private:
  descriptor file_;
  std::size_t size_;
};

/// What `blob_store::append` did.
struct blob_growth {
  std::size_t size;  ///< bytes that are there now
  bool fits;         ///< the new ones are among them; false when they did not belong at the end
};

/// Files under names that cannot be guessed (128 random bits), in one directory. All but those that `append` is still
/// writing are immutable.
/// Thread-safe: every call works on the file system only. Calls block; use a worker thread.
class blob_store {
 public:
  /// Creates `directory` (mode 0700) when it is missing. Throws std::system_error.
  explicit blob_store(std::filesystem::path directory);

  /// Writes `bytes` durably (file and directory entry synced) and returns the name: 32 hex digits and the extension.
  [[nodiscard]] std::expected<std::string, blob_error> put(std::string_view bytes, image_type type) const;
  /// The same for what is no image.
  [[nodiscard]] std::expected<std::string, blob_error> put(std::string_view bytes) const;

  /// A name that nothing is stored under, for `append`.
  [[nodiscard]] static std::string new_name();
  /// Adds `bytes` durably when the blob has `offset` bytes; one that is not there has none. What fails leaves it as it
  /// was. One caller at a time per name.
  [[nodiscard]] std::expected<blob_growth, blob_error> append(std::string_view name, std::size_t offset,
                                                              std::string_view bytes) const;

  /// As `append`, but a crash before the next `sync` may lose it: for a store that nobody uses yet.
  [[nodiscard]] std::expected<blob_growth, blob_error> append_unsynced(std::string_view name, std::size_t offset,
                                                                       std::string_view bytes) const;
  /// Makes durable whatever was stored.
  [[nodiscard]] std::expected<void, blob_error> sync() const;

  [[nodiscard]] std::expected<std::string, blob_error> read(std::string_view name) const;
  [[nodiscard]] std::expected<blob_file, blob_error> open(std::string_view name) const;

  /// Removes the file; nothing happens when it is gone already.
  void remove(std::string_view name) const noexcept;

  /// Bytes that may still be written: what is free without the part that is kept for others.
  [[nodiscard]] std::expected<std::size_t, blob_error> free_space() const;

  /// The image type a name promises; nothing when it is no name of an image.
  [[nodiscard]] static std::optional<image_type> type_of(std::string_view name) noexcept;
  /// It is a name of this store (so it can never be a path).
  [[nodiscard]] static bool is_name(std::string_view name) noexcept;

 private:
  enum class durable : std::uint8_t { later, now };
  [[nodiscard]] std::expected<blob_growth, blob_error> grow(std::string_view name, std::size_t offset,
                                                            std::string_view bytes, durable when) const;
  [[nodiscard]] std::expected<std::string, blob_error> put_as(std::string name, std::string_view bytes) const;
  [[nodiscard]] std::filesystem::path path_of(std::string_view name) const;

  std::filesystem::path directory_;
};

}  // namespace webchats::media
