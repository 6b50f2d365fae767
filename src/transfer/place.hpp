#pragma once

#include <filesystem>

#include "media/blob_store.hpp"
#include "store/connection.hpp"

namespace webchats::transfer {

/// Where a server keeps what it knows.
struct place {
  store::database database;
  std::filesystem::path files;  ///< directory of a `media::blob_store`
};

/// Throws failure when somebody or something is in it; it stays as it is.
void require_empty(const place& where);

/// Files on their way into an empty place: in a directory beside it, which has its name when all are there. What an
/// interrupted run has left is removed by the next one. One thread.
class staged_files {
 public:
  /// `directory`: where they are to be. Throws std::filesystem::filesystem_error, std::system_error.
  explicit staged_files(std::filesystem::path directory);
  /// What was not kept is removed.
  ~staged_files();
  staged_files(const staged_files&) = delete;
  staged_files& operator=(const staged_files&) = delete;

  [[nodiscard]] const media::blob_store& blobs() const noexcept { return blobs_; }
  /// Makes them durable and puts them where they are to be; removes them from there again if `confirm` is not called.
  /// Throws failure, std::filesystem::filesystem_error.
  void keep();
  void confirm() noexcept { confirmed_ = true; }

 private:
  std::filesystem::path directory_;
  std::filesystem::path staging_;
  media::blob_store blobs_;
  bool kept_ = false;
  bool confirmed_ = false;
};

}  // namespace webchats::transfer
