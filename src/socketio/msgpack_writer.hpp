#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace webchats::socketio {

/// Appends msgpack to a string, element by element, in the forms that notepack chooses: each length and integer as
/// short as it can be. What was announced with `array` or `map` must follow. Sizes beyond 32 bits throw
/// std::invalid_argument.
class msgpack_writer {
 public:
  /// `out` outlives the writer.
  explicit msgpack_writer(std::string& out) noexcept : out_(out) {}

  void nil();
  void boolean(bool value);
  void integer(std::int64_t number);
  void integer(std::uint64_t number);
  /// An integer up to 2^53 is written as one, others as float 64, and what is no number in JSON as nil.
  void real(double number);
  /// Throws std::invalid_argument when `text` is not UTF-8.
  void text(std::string_view text);
  void binary(std::string_view bytes);
  /// `size` elements follow.
  void array(std::size_t size);
  /// `size` pairs of key and value follow.
  void map(std::size_t size);

 private:
  void byte(std::uint64_t byte);
  void head(std::uint8_t first, std::uint64_t number, std::size_t width);

  std::string& out_;
};

}  // namespace webchats::socketio
