#include "transfer/demo_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "media/file_type.hpp"
#include "media/image_library.hpp"
#include "media/painting.hpp"
#include "transfer/failure.hpp"

namespace webchats::transfer {

namespace {

constexpr std::size_t most_files = 56;
constexpr std::size_t messages_of_one = 10;  // at least, for each file
constexpr std::size_t document_each = 8;     // of the files

/// Width and height in pixels: for screens, upright, wide, small.
constexpr std::array<std::pair<std::uint32_t, std::uint32_t>, 5> shapes{
    {{1280, 853}, {853, 1280}, {1600, 600}, {800, 800}, {480, 320}}};

}  // namespace

demo_files::demo_files(const media::blob_store& blobs, const demo_options& wanted) : blobs_(blobs), seed_(wanted.seed) {
  const auto count = std::min(most_files, wanted.messages / messages_of_one);
  const auto tail = wanted.messages / 50;
  for (std::size_t nth = 0; nth < count; ++nth) {
    const auto near_end = wanted.messages - 1 - (nth / 2) * tail / std::max<std::size_t>(count / 2, 1);
    places_.insert(nth % 2 == 0 ? nth * wanted.messages / count : near_end);
  }
}

chat::file demo_files::next() { return ++made_ % document_each == 0 ? next_document() : next_picture(); }

chat::file demo_files::next_picture() {
  const auto [width, height] = shapes.at(pictures_ % shapes.size());
  auto stored = media::store_image(blobs_, media::paint(seed_ * 100'000 + 50'000 + pictures_, width, height),
                                   chat::image_use::message);
  if (!stored) throw failure("a picture cannot be stored: the disk may be full");
  ++pictures_;
  stored->name = fmt::format("IMG_{:04}.jpg", pictures_);
  return std::move(*stored);
}

chat::file demo_files::next_document() {
  const auto number = made_ / document_each;
  std::string text = fmt::format("# 会议纪要 {} · Meeting notes {}\n", number, number);
  for (int line = 1; line <= 40; ++line) text += fmt::format("\n{}. 待办 · to do {}", line, line * 7 % 11);
  const auto name = blobs_.put(text);
  if (!name) throw failure("a file cannot be stored: the disk may be full");
  return {.id = {*name},
          .url = media::url_of(*name),
          .thumb = {},
          .type = std::string(media::sniff_file(text)),
          .size = static_cast<std::int64_t>(text.size()),
          .kind = chat::file_kind::file,
          .name = fmt::format("会议纪要 {}.md", number)};
}

}  // namespace webchats::transfer
