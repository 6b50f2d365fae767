#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <boost/json/object.hpp>

#include "media/blob_store.hpp"

/// Files as lines: pieces of base64, so that an export is one stream of text with bounded lines.
namespace webchats::transfer {

/// "type" of such a line.
inline constexpr std::string_view blob_type = "blob";

/// Calls `visit` with the lines of one blob, from its first byte to its last. False when the blob is not there. Throws
/// failure when it cannot be read.
bool blob_lines(const media::blob_store& blobs, std::string_view name,
                const std::function<void(const boost::json::object&)>& visit);

/// Makes blobs of lines. One thread.
class blob_writer {
 public:
  explicit blob_writer(const media::blob_store& blobs) : blobs_(blobs) {}

  /// Throws failure when the line is none, does not follow the one before, or cannot be stored.
  void write(const boost::json::object& line);
  /// Whether the last blob is whole. Throws failure when not.
  void finish() const;

  /// Blobs and bytes that were stored.
  [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
  [[nodiscard]] std::uint64_t bytes() const noexcept { return bytes_; }

 private:
  const media::blob_store& blobs_;
  std::string name_;
  std::uint64_t size_ = 0;
  std::uint64_t reached_ = 0;
  std::uint64_t count_ = 0;
  std::uint64_t bytes_ = 0;
};

}  // namespace webchats::transfer
