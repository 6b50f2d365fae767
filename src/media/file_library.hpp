#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "chat/ports/file_space.hpp"
#include "chat/work_pool.hpp"
#include "media/blob_store.hpp"
#include "media/image_library.hpp"

namespace webchats::media {

/// chat's file space: every kind of file in a blob store; images by an image library. One for the process; may be used
/// from any loop.
class file_library final : public chat::file_space {
 public:
  struct options {
    std::size_t threads = 2;
    std::size_t queue = 64;  ///< pieces of work waiting and at hand together; more are refused with `unavailable`
    std::size_t image_bytes = image_limits{}.bytes;  ///< an image with more is refused with `too_large`
  };

  file_library(const blob_store& blobs, image_library& images, options chosen);

  [[nodiscard]] chat::flow<chat::file> put(std::string bytes) override;
  [[nodiscard]] chat::flow<chat::upload_place> open(std::int64_t size) override;
  [[nodiscard]] chat::flow<std::int64_t> append(chat::upload_piece piece) override;
  [[nodiscard]] chat::flow<std::int64_t> size_of(chat::upload_id upload) override;
  [[nodiscard]] chat::flow<chat::file> finish(chat::upload_id upload) override;
  [[nodiscard]] chat::flow<void> remove(std::vector<std::string> urls) override;

 private:
  const blob_store& blobs_;
  image_library& images_;
  const std::size_t image_bytes_;
  chat::work_pool pool_;
};

}  // namespace webchats::media
