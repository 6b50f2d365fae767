#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include "base/shared_buffer.hpp"

namespace webchats::net {

/// A reference to immutable bytes on their way to peers, confined to one loop: its count is not atomic.
///
/// Either wraps a `base::shared_buffer` (one atomic per loop and broadcast, none per delivery), or owns a copy of
/// bytes meant for one peer, or is a part of a `batch`. Copying a chunk copies a pointer. Must be used and dropped on
/// the loop that made it.
class chunk {
 public:
  chunk() noexcept = default;

  /// Refers to `bytes` without copying them. Throws std::bad_alloc, std::length_error for 4 GiB and more.
  explicit chunk(base::shared_buffer bytes);

  /// Owns a copy of `head` followed by `tail` (a frame header and its payload) in one allocation. Throws as above.
  [[nodiscard]] static chunk copy(std::string_view head, std::string_view tail = {});

  /// Copies refer to the same bytes.
  chunk(const chunk& other) noexcept : block_(other.block_), offset_(other.offset_), size_(other.size_) {
    if (block_ != nullptr) ++block_->references;
  }
  chunk(chunk&& other) noexcept
      : block_(std::exchange(other.block_, nullptr)), offset_(other.offset_), size_(std::exchange(other.size_, 0)) {}
  chunk& operator=(chunk other) noexcept {
    std::swap(block_, other.block_);
    std::swap(offset_, other.offset_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~chunk() {
    if (block_ != nullptr && --block_->references == 0) destroy(block_);
  }

  /// The bytes; valid as long as any copy lives.
  [[nodiscard]] std::string_view view() const noexcept {
    return block_ == nullptr ? std::string_view{} : std::string_view{block_->data + offset_, size_};
  }
  /// Of the bytes.
  [[nodiscard]] std::size_t size() const noexcept { return size_; }

  /// Takes `next` in when its bytes lie behind those of this one; false, and nothing happens, when they do not.
  [[nodiscard]] bool extend(const chunk& next) noexcept {
    if (block_ == nullptr || next.block_ != block_ || next.offset_ != offset_ + size_) return false;
    size_ += next.size_;
    return true;
  }

 private:
  friend class batch;
  struct block {
    std::uint32_t references;
    const char* data;
    base::shared_buffer owner;
  };
  /// A block with room for `size` bytes behind it, which are the caller's to fill.
  static block* allocate(std::size_t size);
  static void destroy(block* dead) noexcept;
  static char* space(block* made) noexcept { return reinterpret_cast<char*>(made + 1); }
  /// Takes over one reference.
  chunk(block* made, std::uint32_t offset, std::uint32_t size) noexcept : block_(made), offset_(offset), size_(size) {}

  block* block_ = nullptr;
  std::uint32_t offset_ = 0;
  std::uint32_t size_ = 0;
};

/// Bytes that many peers get, laid down one behind the other: chunks that follow on become one in each outbox and leave
/// as one piece of memory. Belongs to one loop.
class batch {
 public:
  batch() noexcept = default;
  batch(const batch&) = delete;
  batch& operator=(const batch&) = delete;

  /// Largest run of bytes that it takes.
  static constexpr std::size_t max_bytes = std::size_t{16} * 1024;
  /// Copies `bytes`, at most `max_bytes`, behind what is there. Memory that no outbox refers to any more is used again.
  /// Throws std::bad_alloc.
  [[nodiscard]] chunk append(std::string_view bytes);

  /// No outbox refers to its memory.
  [[nodiscard]] bool idle() const noexcept { return all_.block_ == nullptr || all_.block_->references == 1; }

 private:
  chunk all_;  // what was laid down
  std::uint32_t capacity_ = 0;
};

}  // namespace webchats::net
