#include "net/chunk.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <new>
#include <stdexcept>

namespace webchats::net {
namespace {

// The memory of a batch grows from the one to the other while a turn brings more than it holds.
constexpr std::size_t smallest_batch = 1024;
constexpr std::size_t largest_batch = std::size_t{64} * 1024;

std::uint32_t narrow(std::size_t size) {
  if (size > std::numeric_limits<std::uint32_t>::max()) throw std::length_error("chunk of 4 GiB");
  return static_cast<std::uint32_t>(size);
}

}  // namespace

chunk::block* chunk::allocate(std::size_t size) {
  void* memory = ::operator new(sizeof(block) + size);
  auto* const made = new (memory) block{.references = 1, .data = nullptr, .owner = {}};
  made->data = space(made);
  return made;
}

chunk::chunk(base::shared_buffer bytes) : size_(narrow(bytes.size())) {
  block_ = allocate(0);
  block_->data = bytes.view().data();
  block_->owner = std::move(bytes);
}

chunk chunk::copy(std::string_view head, std::string_view tail) {
  const std::uint32_t size = narrow(head.size() + tail.size());
  block* const made = allocate(size);
  std::ranges::copy(tail, std::ranges::copy(head, space(made)).out);
  return {made, 0, size};
}

void chunk::destroy(block* dead) noexcept {
  dead->~block();
  ::operator delete(dead);
}

chunk batch::append(std::string_view bytes) {
  if (bytes.empty()) return {};
  const auto size = static_cast<std::uint32_t>(bytes.size());
  if (idle()) all_.size_ = 0;
  if (all_.size_ + size > capacity_) {
    const std::size_t wanted = std::clamp(std::size_t{2} * capacity_, smallest_batch, largest_batch);
    const std::size_t capacity = std::max<std::size_t>(wanted, size);
    all_ = chunk(chunk::allocate(capacity), 0, 0);
    capacity_ = static_cast<std::uint32_t>(capacity);
  }
  std::memcpy(chunk::space(all_.block_) + all_.size_, bytes.data(), size);
  chunk added = all_;
  added.offset_ = all_.size_;
  added.size_ = size;
  all_.size_ += size;
  return added;
}

}  // namespace webchats::net
