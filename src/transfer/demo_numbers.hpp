#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <span>

namespace webchats::transfer {

/// Chance that is the same on every machine, which the distributions of the standard library are not.
class demo_numbers {
 public:
  explicit demo_numbers(std::uint64_t seed) : engine_(seed) {}

  /// 0 to `end` − 1; `end` is not 0.
  [[nodiscard]] std::size_t below(std::size_t end) { return static_cast<std::size_t>(engine_() % end); }
  /// True in `share` of 1,000 cases.
  [[nodiscard]] bool happens(std::size_t share) { return below(1'000) < share; }
  /// The same, with small numbers more often: a few do most of the talking.
  [[nodiscard]] std::size_t early(std::size_t end) { return std::min(below(end), below(end)); }
  template <class T>
  [[nodiscard]] const T& one_of(std::span<const T> all) {
    return all[below(all.size())];
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace webchats::transfer
