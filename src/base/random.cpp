#include "base/random.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <cstddef>

namespace webchats::base {
namespace {

/// Random bytes of one thread that nobody has got yet: the last `left` of `bytes`.
struct store {
  std::array<std::uint8_t, 512> bytes;
  std::size_t left = 0;
};

}  // namespace

void fill_random(std::span<std::uint8_t> out) noexcept {
  thread_local store kept;
  if (out.size() > kept.bytes.size()) return randombytes_buf(out.data(), out.size());
  if (out.size() > kept.left) {
    randombytes_buf(kept.bytes.data(), kept.bytes.size());
    kept.left = kept.bytes.size();
  }
  const auto taken = std::span(kept.bytes).last(kept.left).first(out.size());
  std::ranges::copy(taken, out.begin());
  sodium_memzero(taken.data(), taken.size());
  kept.left -= out.size();
}

}  // namespace webchats::base
