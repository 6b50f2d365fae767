#include "transfer/blob_lines.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <boost/json/value.hpp>

#include "base/base64.hpp"
#include "transfer/failure.hpp"

namespace webchats::transfer {

namespace {

constexpr std::size_t piece = std::size_t{384} << 10;  // bytes; a line of it has 512 KiB

std::string decoded(std::string_view text) {
  std::string bytes(text.size() / 4 * 3 + 3, '\0');
  std::size_t size = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(), text.size(), nullptr,
                        &size, nullptr, sodium_base64_VARIANT_ORIGINAL) != 0) {
    throw failure("\"bytes\" must be base64");
  }
  bytes.resize(size);
  return bytes;
}

std::string_view text_of(const boost::json::object& line, std::string_view name) {
  const auto* value = line.if_contains(name);
  if (value == nullptr || !value->is_string()) throw failure(fmt::format("\"{}\" must be a text", name));
  return value->get_string();
}

std::uint64_t size_of(const boost::json::object& line, std::string_view name) {
  const auto* value = line.if_contains(name);
  if (value == nullptr || !value->is_int64() || value->get_int64() < 0) {
    throw failure(fmt::format("\"{}\" must be a number of bytes", name));
  }
  return static_cast<std::uint64_t>(value->get_int64());
}

}  // namespace

bool blob_lines(const media::blob_store& blobs, std::string_view name,
                const std::function<void(const boost::json::object&)>& visit) {
  const auto file = blobs.open(name);
  if (!file && file.error() == media::blob_error::not_found) return false;
  if (!file) throw failure(fmt::format("the file {} cannot be opened", name));
  std::size_t offset = 0;
  do {
    const auto bytes = file->read(offset, piece);
    if (!bytes) throw failure(fmt::format("the file {} cannot be read", name));
    boost::json::object line;
    line["type"] = blob_type;
    line["name"] = name;
    line["size"] = static_cast<std::int64_t>(file->size());
    line["offset"] = static_cast<std::int64_t>(offset);
    line["bytes"] = base::base64(*bytes);
    visit(line);
    offset += bytes->size();
  } while (offset < file->size());
  return true;
}

void blob_writer::write(const boost::json::object& line) {
  const auto name = text_of(line, "name");
  const auto size = size_of(line, "size");
  const auto offset = size_of(line, "offset");
  const auto bytes = decoded(text_of(line, "bytes"));
  if (name != name_) {
    finish();
    if (!media::blob_store::is_name(name)) throw failure("\"name\" is no name of a file");
    name_ = name;
    size_ = size;
    reached_ = 0;
    ++count_;
  }
  if (offset != reached_) {
    throw failure(fmt::format("the file {} goes on at byte {}, but {} bytes of it are there", name, offset, reached_));
  }
  if (size != size_ || bytes.size() > size_ - reached_)
    throw failure(fmt::format("the file {} changes its size", name));
  const auto grown = blobs_.append_unsynced(name_, reached_, bytes);
  if (!grown) {
    throw failure(fmt::format("the file {} cannot be stored: {}", name,
                              grown.error() == media::blob_error::no_space ? "the disk is full" : "writing fails"));
  }
  if (!grown->fits) throw failure(fmt::format("the file {} is there already", name));
  reached_ += bytes.size();
  bytes_ += bytes.size();
}

void blob_writer::finish() const {
  if (reached_ != size_) throw failure(fmt::format("the file {} ends after {} of {} bytes", name_, reached_, size_));
}

}  // namespace webchats::transfer
