#include "media/image_library.hpp"

#include <utility>

namespace webchats::media {

namespace {

chat::refusal refusal_of(image_error error) noexcept {
  switch (error) {
    case image_error::unsupported:
    case image_error::damaged: return chat::unsupported{};
    case image_error::too_large:
    case image_error::too_many_pixels: return chat::too_large{};
  }
  std::unreachable();
}

std::string url_of(std::string_view name) { return std::string(files_path) + std::string(name); }

chat::outcome<chat::file> describe(const rendition& full, std::string_view name, std::string_view thumb) {
  return chat::file{.id = {std::string(name)},
                    .url = url_of(name),
                    .thumb = url_of(thumb),
                    .type = std::string(mime_type(full.type)),
                    .width = static_cast<std::int32_t>(full.width),
                    .height = static_cast<std::int32_t>(full.height),
                    .size = static_cast<std::int64_t>(full.bytes.size())};
}

chat::outcome<chat::file> store_image(const blob_store& blobs, std::string_view bytes, const image_limits& limits) {
  const auto prepared = prepare_image(bytes, limits);
  if (!prepared) return chat::refuse(refusal_of(prepared.error()));
  const auto full = blobs.put(prepared->full.bytes, prepared->full.type);
  if (!full) return chat::refuse(chat::unavailable{});
  const auto thumb = blobs.put(prepared->thumb.bytes, prepared->thumb.type);
  if (!thumb) {
    blobs.remove(*full);
    return chat::refuse(chat::unavailable{});
  }
  return describe(prepared->full, *full, *thumb);
}

chat::outcome<chat::file> store_avatar(const blob_store& blobs, std::string_view bytes, const image_limits& limits) {
  const auto prepared = prepare_avatar(bytes, limits);
  if (!prepared) return chat::refuse(refusal_of(prepared.error()));
  const auto name = blobs.put(prepared->bytes, prepared->type);
  if (!name) return chat::refuse(chat::unavailable{});
  return describe(*prepared, *name, *name);
}

/// What the pool does for one picture.
struct store_work {
  const blob_store& blobs;
  const image_limits& limits;
  chat::image_use use;
  std::string bytes;

  chat::outcome<chat::file> operator()() const {
    return use == chat::image_use::avatar ? store_avatar(blobs, bytes, limits) : store_image(blobs, bytes, limits);
  }
};

}  // namespace

image_library::image_library(const blob_store& blobs, options chosen)
    : blobs_(blobs), limits_(chosen.limits), pool_(chosen.threads, chosen.queue, chat::unavailable{}) {}

chat::flow<chat::file> image_library::put(std::string bytes, chat::image_use use) {
  return pool_.run<chat::file>(store_work{blobs_, limits_, use, std::move(bytes)});
}

void image_library::remove(const chat::file& image) noexcept {
  for (const std::string& url : {image.url, image.thumb}) {
    if (url.starts_with(files_path)) blobs_.remove(std::string_view(url).substr(files_path.size()));
  }
}

}  // namespace webchats::media
