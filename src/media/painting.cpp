#include "media/painting.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <numbers>
#include <random>
#include <stdexcept>
#include <vector>
#include <vips/vips8>

#include "media/vips_start.hpp"

namespace webchats::media {

namespace {

using colour = std::array<double, 3>;  // red, green, blue: 0 to 255

/// A colour of the circle, 0 ≤ hue < 1.
colour colour_of(double hue, double lightness) {
  colour made{};
  for (std::size_t part = 0; part < 3; ++part) {
    const double turn = 2 * std::numbers::pi * (hue + static_cast<double>(part) / 3);
    made.at(part) = std::clamp(lightness * (0.65 + 0.35 * std::cos(turn)), 0.0, 255.0);
  }
  return made;
}

colour between(const colour& one, const colour& other, double share) {
  colour made{};
  for (std::size_t part = 0; part < 3; ++part) made.at(part) = one.at(part) + (other.at(part) - one.at(part)) * share;
  return made;
}

struct hill {
  double height;  ///< share of the picture below its ridge
  double waves;
  double shift;
  colour ground;

  [[nodiscard]] double ridge(double x) const { return 1 - height - 0.08 * std::sin(waves * x + shift); }
};

struct scene {
  colour zenith;
  colour horizon;
  colour sun;
  double sun_x;
  double sun_y;
  double sun_size;
  std::array<hill, 3> hills;

  explicit scene(std::uint64_t seed) {
    std::mt19937_64 numbers(seed);
    const auto share = [&] { return static_cast<double>(numbers() >> 11U) * 0x1p-53; };
    const double hue = share();
    zenith = colour_of(hue, 170);
    horizon = colour_of(hue + 0.15 * share(), 250);
    sun = between({255, 244, 200}, {255, 200, 120}, share());
    sun_x = share();
    sun_y = 0.2 + 0.4 * share();
    sun_size = 0.05 + 0.1 * share();
    for (std::size_t nth = 0; nth < hills.size(); ++nth) {
      const double near = static_cast<double>(nth);
      hills.at(nth) = {.height = 0.5 - 0.14 * near,
                       .waves = 3 + 6 * share(),
                       .shift = 7 * share(),
                       .ground = colour_of(hue + 0.3 + 0.1 * share(), 190 - 50 * near)};
    }
  }

  [[nodiscard]] colour at(double x, double y, double shape) const {
    for (auto nearest = hills.rbegin(); nearest != hills.rend(); ++nearest) {
      if (const double ridge = nearest->ridge(x); y > ridge) {
        return between(nearest->ground, {20, 25, 30}, 0.5 * (y - ridge));
      }
    }
    const double away = std::hypot((x - sun_x) * shape, y - sun_y);
    const colour sky = between(zenith, horizon, y);
    return away < sun_size ? sun : between(sun, sky, std::min(1.0, (away - sun_size) * 5));
  }
};

}  // namespace

std::string paint(std::uint64_t seed, std::uint32_t width, std::uint32_t height) {
  start_vips();
  const scene painted(seed);
  std::vector<std::uint8_t> pixels;
  pixels.reserve(std::size_t{width} * height * 3);
  const double shape = static_cast<double>(width) / height;
  for (std::uint32_t row = 0; row < height; ++row) {
    for (std::uint32_t column = 0; column < width; ++column) {
      const auto dot = painted.at(static_cast<double>(column) / width, static_cast<double>(row) / height, shape);
      for (const double part : dot) pixels.push_back(static_cast<std::uint8_t>(part));
    }
  }
  try {
    const auto image = vips::VImage::new_from_memory(pixels.data(), pixels.size(), static_cast<int>(width),
                                                     static_cast<int>(height), 3, VIPS_FORMAT_UCHAR);
    const std::unique_ptr<VipsBlob, void (*)(VipsBlob*)> blob(
        image.copy(vips::VImage::option()->set("interpretation", VIPS_INTERPRETATION_sRGB)).jpegsave_buffer(),
        [](VipsBlob* each) { vips_area_unref(VIPS_AREA(each)); });
    std::size_t size = 0;
    const void* const data = vips_blob_get(blob.get(), &size);
    return {static_cast<const char*>(data), size};
  } catch (const vips::VError& error) {
    throw std::runtime_error(error.what());
  }
}

}  // namespace webchats::media
