#pragma once

#include <cstddef>
#include <string>

#include "base/shared_buffer.hpp"
#include "chat/outcome.hpp"
#include "chat/work_pool.hpp"
#include "media/blob_store.hpp"

namespace webchats::media {

/// A stored picture on its way out.
struct served_blob {
  std::string_view type;  ///< MIME type
  base::shared_buffer bytes;
};

/// Reads blobs away from the loops. One for the process; may be used from any loop.
class blob_reader {
 public:
  struct options {
    std::size_t threads = 2;
    std::size_t queue = 256;  ///< reads waiting and at work together; more are refused with `unavailable`
  };

  blob_reader(const blob_store& blobs, options chosen);

  /// Refuses with `not_found` or `unavailable`.
  [[nodiscard]] chat::flow<served_blob> read(std::string name);

 private:
  const blob_store& blobs_;
  chat::work_pool pool_;
};

}  // namespace webchats::media
