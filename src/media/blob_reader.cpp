#include "media/blob_reader.hpp"

namespace webchats::media {

namespace {

constexpr std::string_view unknown_type = "application/octet-stream";

chat::refusal refusal_of(blob_error error) noexcept {
  if (error == blob_error::not_found) return chat::not_found{};
  return chat::unavailable{};
}

}  // namespace

chat::flow<base::shared_buffer> blob_stream::read(std::size_t offset, std::size_t most) const {
  return pool_.run<base::shared_buffer>([this, offset, most]() -> chat::outcome<base::shared_buffer> {
    const auto bytes = file_.read(offset, most);
    if (!bytes) return chat::refuse(refusal_of(bytes.error()));
    return base::shared_buffer(*bytes);
  });
}

blob_reader::blob_reader(const blob_store& blobs, options chosen)
    // A stream that was opened has one read at a time, which always finds its place.
    : blobs_(blobs), options_(chosen), pool_(chosen.threads, chosen.queue + chosen.streams, chat::unavailable{}) {}

chat::flow<served_blob> blob_reader::read(std::string name) {
  return pool_.run<served_blob>([this, name = std::move(name)] { return read_now(name); });
}

chat::outcome<served_blob> blob_reader::read_now(const std::string& name) {
  const auto image = blob_store::type_of(name);
  const auto type = image ? mime_type(*image) : unknown_type;
  {
    const std::lock_guard lock(mutex_);
    const auto known = under_way_.find(name);
    if (known != under_way_.end()) return served_blob{.type = type, .bytes = known->second};
  }
  auto file = blobs_.open(name);
  if (!file) return chat::refuse(refusal_of(file.error()));
  if (file->size() > options_.small) return stream_of(type, std::move(*file));
  const auto bytes = file->read(0, file->size());
  if (!bytes) return chat::refuse(refusal_of(bytes.error()));

  const std::lock_guard lock(mutex_);
  std::erase_if(under_way_, [](const auto& entry) { return entry.second.unshared(); });
  std::size_t total = bytes->size();
  for (const auto& [other, buffer] : under_way_) total += buffer.size();
  if (total > options_.bytes) return chat::refuse(chat::unavailable{});
  const auto kept = under_way_.try_emplace(name, *bytes).first;
  return served_blob{.type = type, .bytes = kept->second};
}

chat::outcome<served_blob> blob_reader::stream_of(std::string_view type, blob_file file) {
  auto place = places_;
  // Two threads may both see the last place free: the bound is on memory and files, not exact.
  if (static_cast<std::size_t>(place.use_count()) - 1 > options_.streams) return chat::refuse(chat::unavailable{});
  return served_blob{.type = type,
                     .bytes = {},
                     .stream = std::make_shared<const blob_stream>(std::move(file), pool_, std::move(place))};
}

}  // namespace webchats::media
