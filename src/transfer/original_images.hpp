#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

#include "chat/ports/images.hpp"
#include "media/blob_store.hpp"

namespace webchats::transfer {

/// The pictures of the original's storage. One thread.
class original_images {
 public:
  /// `directory` is empty when there is none; `blobs` gets what is found.
  original_images(std::filesystem::path directory, const media::blob_store& blobs)
      : directory_(std::move(directory)), blobs_(blobs) {}

  /// Stores the picture of this address as an upload would be: re-encoded, with smaller versions. Nothing when it is
  /// not there or is none. Throws failure when the disk is full.
  [[nodiscard]] std::optional<chat::file> store(std::string_view address, chat::image_use use) const;

 private:
  [[nodiscard]] std::filesystem::path find(std::string_view address) const;

  std::filesystem::path directory_;
  const media::blob_store& blobs_;
};

}  // namespace webchats::transfer
