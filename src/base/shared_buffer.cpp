#include "base/shared_buffer.hpp"

#include <cstring>
#include <new>

namespace webchats::base {

shared_buffer::shared_buffer(std::string_view head, std::string_view tail) {
  const std::size_t size = head.size() + tail.size();
  void* memory = ::operator new(sizeof(block) + size);
  block_ = new (memory) block{.references = 1, .size = size};
  char* bytes = reinterpret_cast<char*>(block_ + 1);
  if (!head.empty()) std::memcpy(bytes, head.data(), head.size());
  if (!tail.empty()) std::memcpy(bytes + head.size(), tail.data(), tail.size());
}

std::string_view shared_buffer::view() const noexcept {
  if (block_ == nullptr) return {};
  return {reinterpret_cast<const char*>(block_ + 1), block_->size};
}

void shared_buffer::release() noexcept {
  if (block_ != nullptr && block_->references.fetch_sub(1, std::memory_order_acq_rel) == 1) {
    block_->~block();
    ::operator delete(block_);
  }
}

}  // namespace webchats::base
