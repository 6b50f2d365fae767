#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "chat/outcome.hpp"
#include "chat/types.hpp"

namespace webchats::chat {

/// A place that bytes may come to, piece by piece.
struct upload_place {
  upload_id id;
  std::string url;  ///< of what is stored there
};

/// Bytes of an upload.
struct upload_piece {
  upload_id upload;
  std::int64_t offset = 0;  ///< of the first of them
  std::string bytes;
};

/// Where files of every kind are kept. `media` implements it. What it answers with is durable; every flow may refuse
/// with `unavailable`, and those that store with `storage_full`.
class file_space {
 public:
  virtual ~file_space() = default;

  /// Stores a whole file: an image as `image_store` does, anything else as it is. Answers with everything but owner and
  /// name. Refuses an image with `too_large`.
  [[nodiscard]] virtual flow<file> put(std::string bytes) = 0;

  /// A new place for a file of `size` bytes.
  [[nodiscard]] virtual flow<upload_place> open(std::int64_t size) = 0;
  /// Adds bytes at the end; answers how many are there then. Refuses with `misplaced` when they do not belong there.
  /// One at a time for each upload.
  [[nodiscard]] virtual flow<std::int64_t> append(upload_piece piece) = 0;
  /// How many bytes have come.
  [[nodiscard]] virtual flow<std::int64_t> size_of(upload_id upload) = 0;
  /// Makes a file of all that has come, as `put` does. What is no image keeps its place and URL; an image gets others,
  /// and the place stays until it is removed. May be done again.
  [[nodiscard]] virtual flow<file> finish(upload_id upload) = 0;

  /// Forgets what is stored under these URLs; foreign ones and those of nothing are passed over.
  [[nodiscard]] virtual flow<void> remove(std::vector<std::string> urls) = 0;
};

/// The URLs under which a file is stored, each once.
[[nodiscard]] std::vector<std::string> urls_of(const file& stored);

}  // namespace webchats::chat
