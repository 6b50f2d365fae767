#pragma once

#include <cstddef>
#include <cstdint>
#include <istream>
#include <optional>
#include <string>
#include <string_view>

namespace webchats::transfer {

/// A text in lines, however long it is. One thread.
class line_reader {
 public:
  /// `longest`: bytes of a line. `from` outlives this.
  line_reader(std::istream& from, std::size_t longest) : from_(from), longest_(longest) {}

  /// The next line without its end; nothing at the end of the text. It holds until the next call. Throws failure when a
  /// line is too long, or reading fails.
  [[nodiscard]] std::optional<std::string_view> next();

  /// Of the line that was read last; the first is 1.
  [[nodiscard]] std::uint64_t number() const noexcept { return number_; }

 private:
  /// False at the end.
  bool fill();

  std::istream& from_;
  const std::size_t longest_;
  std::string buffer_;
  std::size_t begin_ = 0;
  std::uint64_t number_ = 0;
};

}  // namespace webchats::transfer
