#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

namespace webchats::base {

/// An immutable, ref-counted run of bytes that may cross threads.
///
/// This is what a broadcast is made of: encoded and framed once, then referenced by every loop that delivers it.
/// The count is atomic; on a loop's hot path wrap it once in a `net::chunk`, whose count is not.
class shared_buffer {
 public:
  shared_buffer() noexcept = default;

  /// Copies `bytes` into a new buffer. Throws std::bad_alloc.
  explicit shared_buffer(std::string_view bytes) : shared_buffer(bytes, {}) {}

  /// Copies `head` followed by `tail` into a new buffer: a frame header and its payload. Throws std::bad_alloc.
  shared_buffer(std::string_view head, std::string_view tail);

  /// Copies refer to the same bytes.
  shared_buffer(const shared_buffer& other) noexcept : block_(other.block_) { retain(); }
  shared_buffer(shared_buffer&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
  shared_buffer& operator=(shared_buffer other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }
  ~shared_buffer() { release(); }

  /// The bytes; valid as long as any reference lives.
  [[nodiscard]] std::string_view view() const noexcept;
  /// Of the bytes.
  [[nodiscard]] std::size_t size() const noexcept { return view().size(); }
  /// There are none.
  [[nodiscard]] bool empty() const noexcept { return size() == 0; }
  /// Nobody else refers to the bytes; stays true while nobody can get a copy from this one.
  [[nodiscard]] bool unshared() const noexcept {
    return block_ == nullptr || block_->references.load(std::memory_order_acquire) == 1;
  }

 private:
  struct block {
    std::atomic<std::uint32_t> references;
    std::size_t size;
  };
  void retain() const noexcept {
    if (block_) block_->references.fetch_add(1, std::memory_order_relaxed);
  }
  void release() noexcept;

  block* block_ = nullptr;
};

}  // namespace webchats::base
