#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

namespace webchats::socketio {

/// `bin`: a run of bytes.
struct msgpack_binary {
  std::string_view bytes;
};
/// `fixext` and `ext`. notepack tells values of the same type and size apart by the form alone.
struct msgpack_extension {
  enum class form : std::uint8_t { fixed, sized };
  std::int8_t type;
  form written;
  std::string_view bytes;
};
/// The head of a list; its `size` elements follow.
struct msgpack_array {
  std::size_t size;
};
/// The head of a map; `size` pairs of key and value follow.
struct msgpack_map {
  std::size_t size;
};

/// One element: a scalar, a run of bytes, or the head of a container. Integers are unsigned only beyond the range of
/// std::int64_t. Text (`str`) is valid UTF-8. Refers to the bytes read.
using msgpack_element = std::variant<std::nullptr_t, bool, std::int64_t, std::uint64_t, double, std::string_view,
                                     msgpack_binary, msgpack_extension, msgpack_array, msgpack_map>;

/// The number that `bytes`, at most 8, hold with the most significant first.
[[nodiscard]] std::uint64_t big_endian(std::string_view bytes) noexcept;

/// Reads one msgpack value (https://github.com/msgpack/msgpack/blob/master/spec.md), element by element in document
/// order, without copying or allocating. Every element takes at least one byte, and a container is refused as soon as
/// the bytes left cannot hold what it and those around it announce: who reserves room for announced sizes reserves no
/// more than one element per byte of the whole input.
class msgpack_reader {
 public:
  explicit msgpack_reader(std::string_view bytes) noexcept : bytes_(bytes) {}

  /// The next element; nothing when there is none or the bytes are not msgpack. After that the reader is of no use.
  [[nodiscard]] std::optional<msgpack_element> next();
  /// Passes over the next element with all it contains; false as above.
  [[nodiscard]] bool skip();

  /// The value has been read and nothing follows it.
  [[nodiscard]] bool complete() const noexcept { return awaited_ == 0 && left() == 0; }
  /// Bytes read so far.
  [[nodiscard]] std::size_t at() const noexcept { return at_; }

 private:
  [[nodiscard]] std::size_t left() const noexcept { return bytes_.size() - at_; }
  std::optional<std::uint64_t> number(std::size_t width);
  std::optional<std::string_view> run(std::optional<std::uint64_t> size);
  std::optional<msgpack_element> text(std::optional<std::uint64_t> size);
  std::optional<msgpack_element> extension(std::optional<std::uint64_t> size, msgpack_extension::form written);
  std::optional<msgpack_element> array(std::optional<std::uint64_t> size);
  std::optional<msgpack_element> map(std::optional<std::uint64_t> size);

  std::string_view bytes_;
  std::size_t at_ = 0;
  std::size_t awaited_ = 1;  // elements that must still come: the value itself, then what open containers announced
};

}  // namespace webchats::socketio
