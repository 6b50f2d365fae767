#pragma once

#include <cstdint>
#include <span>

namespace webchats::base {

/// Fills `out` from the system's random source, fit for secrets. Small amounts come out of a store that each thread has
/// filled in one call; what is given out is wiped there. Any thread. A process that forks must not use it in the child:
/// both would give out the same bytes.
void fill_random(std::span<std::uint8_t> out) noexcept;

}  // namespace webchats::base
