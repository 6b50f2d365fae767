#include "ws/deflate.hpp"

// zlib reads through const pointers only with this.
#define ZLIB_CONST
#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>
#include <new>

namespace webchats::ws {
namespace {

// RFC 7692 §7.2.1: the end of a sync flush, which the sender takes off and the receiver puts back.
constexpr std::array<char, 4> sync_tail{'\x00', '\x00', '\xff', '\xff'};
// Raw DEFLATE (no zlib header) with the full window.
constexpr int raw_window = -15;
// zlib's default costs twice the CPU of this for a few per cent of size.
constexpr int compression_level = 3;
constexpr int memory_level = 8;
constexpr std::size_t first_output = 1024;
// Scratch memory beyond this is given back after a message.
constexpr std::size_t kept_scratch = 64 * 1024;

const Bytef* in(const char* bytes) noexcept { return reinterpret_cast<const Bytef*>(bytes); }
Bytef* out(char* bytes) noexcept { return reinterpret_cast<Bytef*>(bytes); }

uInt count(std::size_t bytes) noexcept {
  return static_cast<uInt>(std::min<std::size_t>(bytes, std::numeric_limits<uInt>::max()));
}

}  // namespace

struct inflater::stream {
  stream() {
    if (inflateInit2(&zlib, raw_window) != Z_OK) throw std::bad_alloc();
  }
  ~stream() { inflateEnd(&zlib); }
  stream(const stream&) = delete;
  stream& operator=(const stream&) = delete;

  z_stream zlib{};
};

inflater::inflater() = default;
inflater::~inflater() = default;

std::expected<std::vector<char>, inflate_error> inflater::inflate(std::span<const char> packed, std::size_t limit) {
  if (stream_ == nullptr) stream_ = std::make_unique<stream>();
  z_stream& zlib = stream_->zlib;
  inflateReset(&zlib);
  // One byte more than allowed tells "exactly the limit" from "too big".
  const std::size_t most = limit + 1;
  std::vector<char> plain(std::min(most, std::max(first_output, 2 * packed.size())));
  std::size_t size = 0;
  bool at_block_end = true;

  for (std::span<const char> part : {packed, std::span<const char>(sync_tail)}) {
    // The window may still hold output when the input is used up.
    while (!part.empty() || (!at_block_end && size == plain.size())) {
      if (size == most) return std::unexpected(inflate_error::too_big);
      if (size == plain.size()) plain.resize(std::min(most, 2 * size));
      zlib.next_in = in(part.data());
      zlib.avail_in = count(part.size());
      zlib.next_out = out(plain.data() + size);
      zlib.avail_out = count(plain.size() - size);
      // Z_BLOCK stops at the end of each block, because a message must end at one.
      const int result = ::inflate(&zlib, Z_BLOCK);
      part = part.subspan(static_cast<std::size_t>(zlib.next_in - in(part.data())));
      size = static_cast<std::size_t>(zlib.next_out - out(plain.data()));
      at_block_end = (zlib.data_type & 128) != 0;
      if (result == Z_STREAM_END) {
        // §7.2.3.4: a block may say that it is the last; what follows begins anew.
        inflateReset(&zlib);
        at_block_end = true;
      } else if (result != Z_OK && (result != Z_BUF_ERROR || !part.empty())) {
        return std::unexpected(inflate_error::broken);
      }
    }
  }
  if (!at_block_end) return std::unexpected(inflate_error::broken);
  if (size > limit) return std::unexpected(inflate_error::too_big);
  plain.resize(size);
  return plain;
}

struct deflater::stream {
  stream() {
    if (deflateInit2(&zlib, compression_level, Z_DEFLATED, raw_window, memory_level, Z_DEFAULT_STRATEGY) != Z_OK) {
      throw std::bad_alloc();
    }
  }
  ~stream() { deflateEnd(&zlib); }
  stream(const stream&) = delete;
  stream& operator=(const stream&) = delete;

  z_stream zlib{};
};

deflater::deflater() = default;
deflater::~deflater() = default;

std::string_view deflater::deflate(std::string_view plain) {
  if (stream_ == nullptr) stream_ = std::make_unique<stream>();
  z_stream& zlib = stream_->zlib;
  deflateReset(&zlib);
  if (packed_.capacity() > kept_scratch) packed_ = {};
  // The bound is for Z_FINISH; a sync flush adds an empty block to it.
  const std::size_t bound = deflateBound(&zlib, plain.size()) + 16;
  if (packed_.size() < bound) packed_.resize(bound);
  std::size_t size = 0;
  do {
    zlib.next_in = in(plain.data());
    zlib.avail_in = count(plain.size());
    const uInt offered = zlib.avail_in;
    if (packed_.size() - size < 16) packed_.resize(packed_.size() * 2);
    zlib.next_out = out(packed_.data() + size);
    zlib.avail_out = count(packed_.size() - size);
    const uInt room = zlib.avail_out;
    ::deflate(&zlib, offered == plain.size() ? Z_SYNC_FLUSH : Z_NO_FLUSH);
    plain.remove_prefix(offered - zlib.avail_in);
    size += room - zlib.avail_out;
  } while (!plain.empty() || zlib.avail_out == 0);
  return {packed_.data(), size - sync_tail.size()};
}

std::optional<packed_frame> pack_frame(deflater& packer, std::string_view frame) {
  const frame_header header = decode_frame_header(frame, sender::server).value().value();
  const std::string_view plain = frame.substr(header.size);
  const std::string_view packed = packer.deflate(plain);
  if (packed.size() >= plain.size()) return std::nullopt;
  return packed_frame{encode_frame_header(header.op, packed.size(), fin::yes, compressed::yes), packed};
}

}  // namespace webchats::ws
