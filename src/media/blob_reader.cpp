#include "media/blob_reader.hpp"

#include <string_view>
#include <utility>

namespace webchats::media {

blob_reader::blob_reader(const blob_store& blobs, options chosen)
    : blobs_(blobs), most_bytes_(chosen.bytes), pool_(chosen.threads, chosen.queue, chat::unavailable{}) {}

chat::flow<served_blob> blob_reader::read(std::string name) {
  return pool_.run<served_blob>([this, name = std::move(name)] { return read_now(name); });
}

chat::outcome<served_blob> blob_reader::read_now(const std::string& name) {
  const auto type = blob_store::type_of(name);
  if (!type) return chat::refuse(chat::not_found{});
  {
    const std::lock_guard lock(mutex_);
    const auto known = under_way_.find(name);
    if (known != under_way_.end()) return served_blob{.type = mime_type(*type), .bytes = known->second};
  }
  const auto bytes = blobs_.read(name);
  if (!bytes && bytes.error() == blob_error::not_found) return chat::refuse(chat::not_found{});
  if (!bytes) return chat::refuse(chat::unavailable{});

  const std::lock_guard lock(mutex_);
  std::erase_if(under_way_, [](const auto& entry) { return entry.second.unshared(); });
  std::size_t total = bytes->size();
  for (const auto& [other, buffer] : under_way_) total += buffer.size();
  if (total > most_bytes_) return chat::refuse(chat::unavailable{});
  const auto kept = under_way_.try_emplace(name, *bytes).first;
  return served_blob{.type = mime_type(*type), .bytes = kept->second};
}

}  // namespace webchats::media
