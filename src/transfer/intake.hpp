#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <boost/json/object.hpp>

#include "transfer/blob_lines.hpp"
#include "transfer/place.hpp"
#include "transfer/progress.hpp"
#include "transfer/record.hpp"

namespace webchats::transfer {

/// Fills an empty place with the objects of an export's lines, in one transaction: everything, or nothing when it goes
/// before it was finished. One thread.
class intake {
 public:
  /// Throws failure when the place is not empty, soci::soci_error, std::system_error.
  explicit intake(const place& to);
  intake(const intake&) = delete;
  intake& operator=(const intake&) = delete;

  /// Throws failure when the object is no line, or does not fit those before it.
  void take(const boost::json::object& line);

  /// For files that do not come as lines.
  [[nodiscard]] const media::blob_store& blobs() const noexcept { return files_.blobs(); }

  /// Makes what follows from the rest, commits, and makes the search index. Throws failure when something does not fit
  /// together.
  void finish(const progress& told);

  /// Lines of this kind so far.
  [[nodiscard]] std::uint64_t count(std::string_view kind) const;
  [[nodiscard]] const blob_writer& written_blobs() const noexcept { return blob_writer_; }

 private:
  struct kind_state {
    std::unique_ptr<record_writer> writer;
    std::uint64_t count = 0;
  };

  void complete_people();
  void check();
  void make_index(const progress& told);

  staged_files files_;
  store::connection sql_;
  std::optional<soci::transaction> transaction_;
  blob_writer blob_writer_;
  known_ids known_;
  std::map<std::string_view, kind_state> kinds_;
};

}  // namespace webchats::transfer
