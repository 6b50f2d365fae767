#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include "base/shared_buffer.hpp"

namespace webchats::net {

/// A reference to immutable bytes on their way to peers, confined to one loop: its count is not atomic.
///
/// Either wraps a `base::shared_buffer` (one atomic per loop and broadcast, none per delivery) or owns a copy of
/// bytes meant for one peer. Copying a chunk copies a pointer. Must be used and dropped on the loop that made it.
class chunk {
 public:
  chunk() noexcept = default;

  /// Refers to `bytes` without copying them.
  explicit chunk(base::shared_buffer bytes);

  /// Owns a copy of `head` followed by `tail` (a frame header and its payload) in one allocation.
  [[nodiscard]] static chunk copy(std::string_view head, std::string_view tail = {});

  /// Copies refer to the same bytes.
  chunk(const chunk& other) noexcept : block_(other.block_) {
    if (block_ != nullptr) ++block_->references;
  }
  chunk(chunk&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
  chunk& operator=(chunk other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }
  ~chunk() {
    if (block_ != nullptr && --block_->references == 0) destroy(block_);
  }

  /// The bytes; valid as long as any copy lives.
  [[nodiscard]] std::string_view view() const noexcept {
    return block_ == nullptr ? std::string_view{} : std::string_view{block_->data, block_->size};
  }
  /// Of the bytes.
  [[nodiscard]] std::size_t size() const noexcept { return block_ == nullptr ? 0 : block_->size; }

 private:
  struct block {
    std::uint32_t references;
    const char* data;
    std::size_t size;
    base::shared_buffer owner;
  };
  static void destroy(block* dead) noexcept;
  explicit chunk(block* made) noexcept : block_(made) {}

  block* block_ = nullptr;
};

}  // namespace webchats::net
