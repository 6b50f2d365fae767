#include "media/file_library.hpp"

#include <utility>

#include "media/file_type.hpp"
#include "media/image.hpp"

namespace webchats::media {

namespace {

chat::refusal refusal_of(blob_error error) noexcept {
  if (error == blob_error::no_space) return chat::storage_full{};
  return chat::unavailable{};
}

/// Refuses what would take the last free space.
chat::outcome<void> check_space(const blob_store& blobs, std::size_t wanted) {
  const auto free = blobs.free_space();
  if (!free) return chat::refuse(refusal_of(free.error()));
  if (*free < wanted) return chat::refuse(chat::storage_full{});
  return {};
}

chat::file describe(std::string name, std::string_view type, std::size_t size) {
  auto url = url_of(name);
  return chat::file{.id = {std::move(name)},
                    .url = std::move(url),
                    .thumb = {},
                    .type = std::string(type),
                    .size = static_cast<std::int64_t>(size),
                    .kind = chat::file_kind::file};
}

chat::outcome<chat::file> store_plain(const blob_store& blobs, std::string_view bytes) {
  auto name = blobs.put(bytes);
  if (!name) return chat::refuse(refusal_of(name.error()));
  return describe(std::move(*name), sniff_file(bytes), bytes.size());
}

chat::outcome<std::int64_t> append_now(const blob_store& blobs, const chat::upload_piece& piece) {
  if (const auto space = check_space(blobs, piece.bytes.size()); !space) return std::unexpected(space.error());
  const auto grown = blobs.append(piece.upload.value, static_cast<std::size_t>(piece.offset), piece.bytes);
  if (!grown) return chat::refuse(refusal_of(grown.error()));
  const auto size = static_cast<std::int64_t>(grown->size);
  if (!grown->fits) return chat::refuse(chat::misplaced{size});
  return size;
}

/// What a blob is, and whether it is for the image library.
struct seen_blob {
  chat::file plain;
  bool image = false;
};

chat::outcome<seen_blob> look_at(const blob_store& blobs, const std::string& name) {
  const auto blob = blobs.open(name);
  if (!blob) return chat::refuse(refusal_of(blob.error()));
  const auto head = blob->read(0, sniffed_bytes);
  if (!head) return chat::refuse(refusal_of(head.error()));
  return seen_blob{describe(name, sniff_file(*head), blob->size()), sniff_image(*head).has_value()};
}

}  // namespace

file_library::file_library(const blob_store& blobs, image_library& images, options chosen)
    : blobs_(blobs),
      images_(images),
      image_bytes_(chosen.image_bytes),
      pool_(chosen.threads, chosen.queue, chat::unavailable{}) {}

chat::flow<chat::file> file_library::put(std::string bytes) {
  const auto space = co_await pool_.run<void>([this, size = bytes.size()] { return check_space(blobs_, size); });
  if (!space) co_return std::unexpected(space.error());
  if (sniff_image(bytes)) {
    auto image = co_await images_.put(bytes, chat::image_use::message);
    if (image || !std::holds_alternative<chat::unsupported>(image.error())) co_return image;
  }
  co_return co_await pool_.run<chat::file>([this, bytes = std::move(bytes)] { return store_plain(blobs_, bytes); });
}

chat::flow<chat::upload_place> file_library::open(std::int64_t size) {
  return pool_.run<chat::upload_place>([this, size]() -> chat::outcome<chat::upload_place> {
    const auto space = check_space(blobs_, static_cast<std::size_t>(size));
    if (!space) return std::unexpected(space.error());
    auto name = blob_store::new_name();
    auto url = url_of(name);
    return chat::upload_place{{std::move(name)}, std::move(url)};
  });
}

chat::flow<std::int64_t> file_library::append(chat::upload_piece piece) {
  return pool_.run<std::int64_t>([this, piece = std::move(piece)] { return append_now(blobs_, piece); });
}

chat::flow<std::int64_t> file_library::size_of(chat::upload_id upload) {
  return pool_.run<std::int64_t>([this, name = std::move(upload.value)]() -> chat::outcome<std::int64_t> {
    const auto blob = blobs_.open(name);
    if (blob) return static_cast<std::int64_t>(blob->size());
    if (blob.error() == blob_error::not_found) return 0;
    return chat::refuse(refusal_of(blob.error()));
  });
}

chat::flow<chat::file> file_library::finish(chat::upload_id upload) {
  auto seen = co_await pool_.run<seen_blob>([this, &upload] { return look_at(blobs_, upload.value); });
  if (!seen) co_return std::unexpected(seen.error());
  if (!seen->image) co_return std::move(seen->plain);
  if (seen->plain.size > static_cast<std::int64_t>(image_bytes_)) co_return chat::refuse(chat::too_large{});
  auto image = co_await images_.put_blob(upload.value);
  // It only begins like an image: nothing shows it, so it is kept as it is.
  if (!image && std::holds_alternative<chat::unsupported>(image.error())) co_return std::move(seen->plain);
  co_return image;
}

chat::flow<void> file_library::remove(std::vector<std::string> urls) {
  return pool_.run<void>([this, urls = std::move(urls)]() -> chat::outcome<void> {
    for (const auto& url : urls) blobs_.remove(name_of(url));
    return {};
  });
}

}  // namespace webchats::media
