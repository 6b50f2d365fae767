#include "net/chunk.hpp"

#include <cstring>
#include <new>

namespace webchats::net {

chunk::chunk(base::shared_buffer bytes) {
  const std::string_view view = bytes.view();
  void* memory = ::operator new(sizeof(block));
  block_ = new (memory) block{.references = 1, .data = view.data(), .size = view.size(), .owner = std::move(bytes)};
}

chunk chunk::copy(std::string_view head, std::string_view tail) {
  const std::size_t size = head.size() + tail.size();
  void* memory = ::operator new(sizeof(block) + size);
  char* bytes = static_cast<char*>(memory) + sizeof(block);
  auto* made = new (memory) block{.references = 1, .data = bytes, .size = size, .owner = {}};
  if (!head.empty()) std::memcpy(bytes, head.data(), head.size());
  if (!tail.empty()) std::memcpy(bytes + head.size(), tail.data(), tail.size());
  return chunk(made);
}

void chunk::destroy(block* dead) noexcept {
  dead->~block();
  ::operator delete(dead);
}

}  // namespace webchats::net
