#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "base/shared_buffer.hpp"
#include "chat/outcome.hpp"
#include "chat/work_pool.hpp"
#include "media/blob_store.hpp"

namespace webchats::media {

/// A large blob on its way out to one client, who reads one part after the other; only that part is in memory.
class blob_stream {
 public:
  /// `place` is what it takes of a bound on open ones.
  blob_stream(blob_file file, chat::work_pool& pool, std::shared_ptr<const void> place)
      : file_(std::move(file)), pool_(pool), place_(std::move(place)) {}

  [[nodiscard]] std::size_t size() const noexcept { return file_.size(); }
  /// At most `most` bytes from `offset`. The stream stays until it answers. Refuses with `unavailable`.
  [[nodiscard]] chat::flow<base::shared_buffer> read(std::size_t offset, std::size_t most) const;

 private:
  blob_file file_;
  chat::work_pool& pool_;
  std::shared_ptr<const void> place_;
};

/// A stored file on its way out: the bytes of a small one, the stream of a large one.
struct served_blob {
  std::string_view type;  ///< MIME type that its name promises
  base::shared_buffer bytes;
  std::shared_ptr<const blob_stream> stream{};
};

/// Reads blobs away from the loops. A small blob is in memory once, however many clients take it at the same time; a
/// large one never is. One for the process; may be used from any loop.
class blob_reader {
 public:
  struct options {
    std::size_t threads = 2;
    std::size_t queue = 256;                    ///< small blobs waiting and being read together
    std::size_t bytes = std::size_t{64} << 20;  ///< of different small blobs on their way out together
    std::size_t small = std::size_t{1} << 20;   ///< a blob with more bytes is streamed
    std::size_t streams = 512;                  ///< open together
  };

  blob_reader(const blob_store& blobs, options chosen);

  /// Refuses with `not_found`, or with `unavailable` beyond the bounds.
  [[nodiscard]] chat::flow<served_blob> read(std::string name);

 private:
  [[nodiscard]] chat::outcome<served_blob> read_now(const std::string& name);
  [[nodiscard]] chat::outcome<served_blob> stream_of(std::string_view type, blob_file file);

  const blob_store& blobs_;
  const options options_;
  // Each open stream has a copy.
  const std::shared_ptr<const void> places_ = std::make_shared<char>();
  std::mutex mutex_;
  std::unordered_map<std::string, base::shared_buffer> under_way_;  // guarded by mutex_
  chat::work_pool pool_;
};

}  // namespace webchats::media
