#pragma once

#include <cstdint>
#include <string>

namespace webchats::media {

/// A picture for demonstrations, as a JPEG file: a sky, hills and a sun in colours that `seed` chooses. The same seed
/// gives the same picture. Takes some 10 ms for a megapixel. Throws std::runtime_error.
[[nodiscard]] std::string paint(std::uint64_t seed, std::uint32_t width, std::uint32_t height);

}  // namespace webchats::media
