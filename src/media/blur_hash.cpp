#include "media/blur_hash.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string_view>

namespace webchats::media {

namespace {

constexpr std::size_t columns = 4;
constexpr std::size_t rows = 3;

struct colour {
  double red = 0;
  double green = 0;
  double blue = 0;
};

double to_linear(std::uint8_t value) {
  const double share = value / 255.0;
  return share <= 0.04045 ? share / 12.92 : std::pow((share + 0.055) / 1.055, 2.4);
}

unsigned to_srgb(double value) {
  const double share = std::clamp(value, 0.0, 1.0);
  const double curved = share <= 0.0031308 ? share * 12.92 : 1.055 * std::pow(share, 1 / 2.4) - 0.055;
  return static_cast<unsigned>(std::lround(curved * 255));
}

/// How much of the cosine wave with `column` and `row` half periods the picture has.
colour component(const rgb_pixels& picture, std::size_t column, std::size_t row) {
  colour sum;
  for (std::size_t y = 0; y < picture.height; ++y) {
    const double down = std::cos(std::numbers::pi * static_cast<double>(row * y) / static_cast<double>(picture.height));
    for (std::size_t x = 0; x < picture.width; ++x) {
      const double across =
          std::cos(std::numbers::pi * static_cast<double>(column * x) / static_cast<double>(picture.width));
      const auto pixel = picture.bytes.subspan((y * picture.width + x) * 3, 3);
      sum.red += across * down * to_linear(pixel[0]);
      sum.green += across * down * to_linear(pixel[1]);
      sum.blue += across * down * to_linear(pixel[2]);
    }
  }
  const double scale = (column == 0 && row == 0 ? 1.0 : 2.0) / static_cast<double>(picture.width * picture.height);
  return {sum.red * scale, sum.green * scale, sum.blue * scale};
}

void append_base83(std::string& text, unsigned value, unsigned digits) {
  constexpr std::string_view alphabet =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~";
  unsigned unit = 1;
  for (unsigned digit = 1; digit < digits; ++digit) unit *= 83;
  for (; unit > 0; unit /= 83) text += alphabet[value / unit % 83];
}

/// A share of the largest component in 19 steps around 0, finer near it.
unsigned quantised(double value, double largest) {
  const double share = value / largest;
  const double root = std::copysign(std::sqrt(std::abs(share)), share);
  return static_cast<unsigned>(std::clamp(std::floor(root * 9 + 9.5), 0.0, 18.0));
}

}  // namespace

std::string blur_hash(const rgb_pixels& picture) {
  if (picture.width == 0 || picture.height == 0) return {};
  std::array<colour, columns * rows> found;
  double largest = 0;
  for (std::size_t at = 0; at < found.size(); ++at) {
    found[at] = component(picture, at % columns, at / columns);
    if (at == 0) continue;
    for (const double value : {found[at].red, found[at].green, found[at].blue})
      largest = std::max(largest, std::abs(value));
  }
  std::string text;
  append_base83(text, (columns - 1) + (rows - 1) * 9, 1);
  const auto scale = static_cast<unsigned>(std::clamp(std::floor(largest * 166 - 0.5), 0.0, 82.0));
  append_base83(text, scale, 1);
  append_base83(text, (to_srgb(found[0].red) << 16U) + (to_srgb(found[0].green) << 8U) + to_srgb(found[0].blue), 4);
  const double unit = (scale + 1) / 166.0;
  for (std::size_t at = 1; at < found.size(); ++at) {
    const auto& [red, green, blue] = found[at];
    append_base83(text, quantised(red, unit) * 19 * 19 + quantised(green, unit) * 19 + quantised(blue, unit), 2);
  }
  return text;
}

}  // namespace webchats::media
