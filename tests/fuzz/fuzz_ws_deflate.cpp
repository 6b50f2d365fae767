// permessage-deflate: arbitrary bytes never inflate past the limit, and what is compressed here comes back as it was.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>

#include "ws/deflate.hpp"

using namespace webchats;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  static ws::inflater inflate;
  static ws::deflater deflate;
  const std::size_t limit = static_cast<std::size_t>(data[0]) * data[1];
  const std::span<const char> bytes(reinterpret_cast<const char*>(data) + 2, size - 2);

  if (const auto plain = inflate.inflate(bytes, limit)) {
    if (plain->size() > limit || plain->capacity() > std::max<std::size_t>(2 * limit + 2, 2048)) std::abort();
    // The outcome depends on the message alone, not on the one before.
    const auto again = inflate.inflate(bytes, limit);
    if (!again || *again != *plain) std::abort();
  }

  const std::string packed(deflate.deflate({bytes.data(), bytes.size()}));
  if (packed.size() > ws::inflater::largest_input(bytes.size())) std::abort();
  const auto back = inflate.inflate(packed, bytes.size());
  if (!back || !std::ranges::equal(*back, bytes)) std::abort();
  return 0;
}
