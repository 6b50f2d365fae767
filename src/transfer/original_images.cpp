#include "transfer/original_images.hpp"

#include <fstream>
#include <iterator>
#include <string>
#include <system_error>
#include <variant>

#include "media/image.hpp"
#include "media/image_library.hpp"
#include "transfer/failure.hpp"

namespace webchats::transfer {

std::filesystem::path original_images::find(std::string_view address) const {
  if (directory_.empty()) return {};
  address = address.substr(0, address.find('?'));
  const std::filesystem::path wanted(address);
  // "http://host/storage/images/messages/2020/…": whichever part of it the directory begins with.
  for (auto from = wanted.begin(); from != wanted.end(); ++from) {
    std::filesystem::path below;
    bool plain = true;
    for (auto part = from; part != wanted.end(); ++part) {
      plain = plain && *part != ".." && part->is_relative();
      below /= *part;
    }
    std::error_code ignored;
    if (plain && !below.empty() && std::filesystem::is_regular_file(directory_ / below, ignored)) {
      return directory_ / below;
    }
  }
  return {};
}

std::optional<chat::file> original_images::store(std::string_view address, chat::image_use use) const {
  const auto path = find(address);
  std::error_code error;
  if (path.empty() || std::filesystem::file_size(path, error) > media::image_limits{}.bytes || error)
    return std::nullopt;
  std::ifstream file(path, std::ios::binary);
  const std::string bytes(std::istreambuf_iterator<char>(file), {});
  auto stored = media::store_image(blobs_, bytes, use);
  if (stored) return std::move(*stored);
  if (std::holds_alternative<chat::unavailable>(stored.error()))
    throw failure("pictures cannot be stored: is the disk full?");
  return std::nullopt;
}

}  // namespace webchats::transfer
