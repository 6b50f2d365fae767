#pragma once

#include <array>
#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace webchats::load {

/// Durations by size, each kept to one part in 64: as many as there are, in memory of fixed size.
class histogram {
 public:
  void add(std::chrono::nanoseconds took) noexcept {
    const auto value = static_cast<std::uint64_t>(took.count() < 0 ? 0 : took.count());
    ++counts_[slot_of(value)];
    ++total_;
    if (value > largest_) largest_ = value;
  }

  [[nodiscard]] bool empty() const noexcept { return total_ == 0; }
  [[nodiscard]] double max_ms() const noexcept { return static_cast<double>(largest_) / 1e6; }
  /// The duration that `part` (0 to 1) of all do not exceed, in milliseconds.
  [[nodiscard]] double quantile_ms(double part) const noexcept {
    const auto wanted = static_cast<std::uint64_t>(part * static_cast<double>(total_));
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      seen += counts_[i];
      if (seen > wanted) return static_cast<double>(value_of(i)) / 1e6;
    }
    return max_ms();
  }

 private:
  static constexpr std::size_t per_octave = 64;

  // Values below 64 have slots of their own; from there on every power of two has 64.
  static std::size_t slot_of(std::uint64_t value) noexcept {
    if (value < per_octave) return value;
    const auto shift = static_cast<std::size_t>(std::bit_width(value)) - 7;
    return shift * per_octave + (value >> shift);
  }
  static std::uint64_t value_of(std::size_t slot) noexcept {
    if (slot < 2 * per_octave) return slot;
    const std::size_t shift = slot / per_octave - 1;
    return (slot - shift * per_octave) << shift;
  }

  std::array<std::uint64_t, 59 * per_octave> counts_{};
  std::uint64_t total_ = 0;
  std::uint64_t largest_ = 0;
};

}  // namespace webchats::load
