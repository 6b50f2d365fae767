#include "media/blob_reader.hpp"

#include <utility>

namespace webchats::media {

namespace {

chat::outcome<served_blob> read_now(const blob_store& blobs, std::string_view name) {
  const auto bytes = blobs.read(name);
  if (!bytes && bytes.error() == blob_error::not_found) return chat::refuse(chat::not_found{});
  if (!bytes) return chat::refuse(chat::unavailable{});
  return served_blob{.type = mime_type(*blob_store::type_of(name)), .bytes = base::shared_buffer(*bytes)};
}

/// What the pool does for one read.
struct read_work {
  const blob_store& blobs;
  std::string name;
  chat::outcome<served_blob> operator()() const { return read_now(blobs, name); }
};

}  // namespace

blob_reader::blob_reader(const blob_store& blobs, options chosen)
    : blobs_(blobs), pool_(chosen.threads, chosen.queue, chat::unavailable{}) {}

chat::flow<served_blob> blob_reader::read(std::string name) {
  return pool_.run<served_blob>(read_work{blobs_, std::move(name)});
}

}  // namespace webchats::media
