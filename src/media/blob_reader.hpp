#pragma once

#include <cstddef>
#include <mutex>
#include <string>
#include <unordered_map>

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

/// Reads blobs away from the loops. A blob is in memory once, however many clients take it at the same time.
/// One for the process; may be used from any loop.
class blob_reader {
 public:
  struct options {
    std::size_t threads = 2;
    std::size_t queue = 256;                          ///< reads waiting and at work together
    std::size_t bytes = std::size_t{64} << 20;        ///< of different blobs on their way out together
  };

  blob_reader(const blob_store& blobs, options chosen);

  /// Refuses with `not_found`, or with `unavailable` beyond the bounds.
  [[nodiscard]] chat::flow<served_blob> read(std::string name);

 private:
  [[nodiscard]] chat::outcome<served_blob> read_now(const std::string& name);

  const blob_store& blobs_;
  const std::size_t most_bytes_;
  std::mutex mutex_;
  std::unordered_map<std::string, base::shared_buffer> under_way_;  // guarded by mutex_
  chat::work_pool pool_;
};

}  // namespace webchats::media
