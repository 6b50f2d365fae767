#include "media/image_library.hpp"

#include <utility>
#include <vector>

namespace webchats::media {

namespace {

chat::refusal refusal_of(image_error error) noexcept {
  switch (error) {
    case image_error::unsupported:
    case image_error::damaged:
      return chat::unsupported{};
    case image_error::too_large:
    case image_error::too_many_pixels:
      return chat::too_large{};
  }
  std::unreachable();
}

chat::file describe(const rendition& full, std::string_view name) {
  return chat::file{.id = {std::string(name)},
                    .url = url_of(name),
                    .thumb = url_of(name),
                    .type = std::string(mime_type(full.type)),
                    .width = static_cast<std::int32_t>(full.width),
                    .height = static_cast<std::int32_t>(full.height),
                    .size = static_cast<std::int64_t>(full.bytes.size()),
                    .medium = url_of(name)};
}

chat::outcome<chat::file> store_versions(const blob_store& blobs, std::string_view bytes, const image_limits& limits) {
  const auto prepared = prepare_image(bytes, limits);
  if (!prepared) return chat::refuse(refusal_of(prepared.error()));
  std::vector<std::string> stored;
  const auto put = [&](const rendition& version) {
    auto name = blobs.put(version.bytes, version.type);
    if (name) stored.push_back(*name);
    return name;
  };
  const auto full = put(prepared->full);
  const auto thumb = full ? put(prepared->thumb) : full;
  const auto medium = thumb && prepared->medium ? put(*prepared->medium) : full;
  if (!full || !thumb || !medium) {
    for (const auto& name : stored) blobs.remove(name);
    return chat::refuse(chat::unavailable{});
  }
  auto image = describe(prepared->full, *full);
  image.thumb = url_of(*thumb);
  image.medium = url_of(*medium);
  image.blur = prepared->blur;
  return image;
}

chat::outcome<chat::file> store_avatar(const blob_store& blobs, std::string_view bytes, const image_limits& limits) {
  const auto prepared = prepare_avatar(bytes, limits);
  if (!prepared) return chat::refuse(refusal_of(prepared.error()));
  const auto name = blobs.put(prepared->bytes, prepared->type);
  if (!name) return chat::refuse(chat::unavailable{});
  return describe(*prepared, *name);
}

chat::outcome<chat::server_icon> store_icon(const blob_store& blobs, std::string_view bytes,
                                            const image_limits& limits) {
  const auto prepared = prepare_icon(bytes, limits);
  if (!prepared) return chat::refuse(refusal_of(prepared.error()));
  std::vector<std::string> stored;
  for (const auto* version :
       {&prepared->small, &prepared->large, &prepared->small_maskable, &prepared->large_maskable}) {
    auto name = blobs.put(version->bytes, version->type);
    if (!name) {
      for (const auto& each : stored) blobs.remove(each);
      return chat::refuse(chat::unavailable{});
    }
    stored.push_back(std::move(*name));
  }
  return chat::server_icon{.small = url_of(stored[0]),
                           .large = url_of(stored[1]),
                           .small_maskable = url_of(stored[2]),
                           .large_maskable = url_of(stored[3])};
}

/// What the pool does for one picture.
struct store_work {
  const blob_store& blobs;
  const image_limits& limits;
  chat::image_use use;
  std::string bytes;

  chat::outcome<chat::file> operator()() const { return store_image(blobs, bytes, use, limits); }
};

/// The same for an icon.
struct store_icon_work {
  const blob_store& blobs;
  const image_limits& limits;
  std::string bytes;

  chat::outcome<chat::server_icon> operator()() const { return store_icon(blobs, bytes, limits); }
};

/// The same for a picture that is in the store already.
struct store_blob_work {
  const blob_store& blobs;
  const image_limits& limits;
  std::string name;

  chat::outcome<chat::file> operator()() const {
    const auto bytes = blobs.read(name);
    if (!bytes) return chat::refuse(chat::unavailable{});
    return store_image(blobs, *bytes, chat::image_use::message, limits);
  }
};

}  // namespace

chat::outcome<chat::file> store_image(const blob_store& blobs, std::string_view bytes, chat::image_use use,
                                      const image_limits& limits) {
  return use == chat::image_use::avatar ? store_avatar(blobs, bytes, limits) : store_versions(blobs, bytes, limits);
}

std::string url_of(std::string_view name) { return std::string(files_path) + std::string(name); }

std::string_view name_of(std::string_view url) noexcept {
  if (!url.starts_with(files_path)) return {};
  url.remove_prefix(files_path.size());
  return blob_store::is_name(url) ? url : std::string_view();
}

image_library::image_library(const blob_store& blobs, options chosen)
    : blobs_(blobs), limits_(chosen.limits), pool_(chosen.threads, chosen.queue, chat::unavailable{}) {}

chat::flow<chat::file> image_library::put(std::string bytes, chat::image_use use) {
  return pool_.run<chat::file>(store_work{blobs_, limits_, use, std::move(bytes)});
}

chat::flow<chat::file> image_library::put_blob(std::string name) {
  return pool_.run<chat::file>(store_blob_work{blobs_, limits_, std::move(name)});
}

chat::flow<chat::server_icon> image_library::put_icon(std::string bytes) {
  return pool_.run<chat::server_icon>(store_icon_work{blobs_, limits_, std::move(bytes)});
}

void image_library::remove(const chat::file& image) noexcept {
  for (const auto& url : {image.url, image.medium, image.thumb}) blobs_.remove(name_of(url));
}

void image_library::remove(const chat::server_icon& icon) noexcept {
  for (const auto& url : {icon.small, icon.large, icon.small_maskable, icon.large_maskable}) {
    blobs_.remove(name_of(url));
  }
}

}  // namespace webchats::media
