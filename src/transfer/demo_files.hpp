#pragma once

#include <cstddef>
#include <set>

#include "chat/types.hpp"
#include "media/blob_store.hpp"
#include "transfer/demo.hpp"

namespace webchats::transfer {

/// Which messages of a demo carry a file, and the files. Most are pictures; half of them are near the end, where people
/// look first. One thread.
class demo_files {
 public:
  demo_files(const media::blob_store& blobs, const demo_options& wanted);

  /// The `nth` message has a file.
  [[nodiscard]] bool has(std::size_t nth) const { return places_.contains(nth); }
  /// Stores the next one. Throws failure.
  [[nodiscard]] chat::file next();

  [[nodiscard]] std::size_t pictures() const noexcept { return pictures_; }

 private:
  [[nodiscard]] chat::file next_picture();
  [[nodiscard]] chat::file next_document();

  const media::blob_store& blobs_;
  const std::uint64_t seed_;
  std::set<std::size_t> places_;
  std::size_t made_ = 0;
  std::size_t pictures_ = 0;
};

}  // namespace webchats::transfer
