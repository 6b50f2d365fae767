#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "chat/ports/images.hpp"
#include "chat/work_pool.hpp"
#include "media/blob_store.hpp"
#include "media/image.hpp"

namespace webchats::media {

/// chat's image store: pictures are prepared on threads of their own and kept in a blob store.
/// One for the process; may be used from any loop.
class image_library final : public chat::image_store {
 public:
  struct options {
    std::size_t threads = 2;
    std::size_t queue = 32;  ///< pictures waiting and at work together; more are refused with `unavailable`
    image_limits limits{};
  };

  image_library(const blob_store& blobs, options chosen);

  /// A file's id is the blob's name, its URL that name under /files/.
  [[nodiscard]] chat::flow<chat::file> put(std::string bytes, chat::image_use use) override;
  /// The same for the bytes of a blob, which stays. Refuses with `unsupported` when it is no image.
  [[nodiscard]] chat::flow<chat::file> put_blob(std::string name);
  [[nodiscard]] chat::flow<chat::server_icon> put_icon(std::string bytes) override;
  void remove(const chat::file& image) noexcept override;
  void remove(const chat::server_icon& icon) noexcept override;

 private:
  const blob_store& blobs_;
  const image_limits limits_;
  chat::work_pool pool_;
};

/// Prepares a picture and stores its versions; a file's id and URL are as `image_library::put` has them. Takes long:
/// for worker threads and commands. Refuses with `unsupported`, `too_large`, `unavailable` (disk full).
[[nodiscard]] chat::outcome<chat::file> store_image(const blob_store& blobs, std::string_view bytes,
                                                    chat::image_use use, const image_limits& limits = {});

/// Where blobs are served: URL path prefix.
inline constexpr std::string_view files_path = "/files/";
/// The URL of a blob.
[[nodiscard]] std::string url_of(std::string_view name);
/// The blob that has this URL; empty when it is none of ours.
[[nodiscard]] std::string_view name_of(std::string_view url) noexcept;

}  // namespace webchats::media
