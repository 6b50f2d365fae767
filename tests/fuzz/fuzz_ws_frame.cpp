// Frame headers of arbitrary bytes: what is decoded encodes to the same bytes, a cut header is neither a header nor a
// different error, and the masking key turns as it should.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <span>
#include <string>

#include "ws/frame.hpp"

using namespace webchats::ws;

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

void check_header(std::span<const char> bytes, sender from, compressed deflate) {
  const auto whole = decode_frame_header(bytes, from, deflate);
  const std::size_t looked_at = std::min(bytes.size(), max_header_size);
  for (std::size_t size = 0; size < looked_at; ++size) {
    const auto part = decode_frame_header(bytes.first(size), from, deflate);
    if (!part) {
      require(!whole && part.error() == whole.error());
    } else if (*part) {
      require(whole && *whole && (*whole)->size == (*part)->size && size >= (*part)->size);
    }
  }
  if (!whole || !*whole) return;
  const frame_header& header = **whole;
  require(header.size <= bytes.size() && header.length >> 63 == 0);
  require(!is_control(header.op) || (header.last == fin::yes && header.length <= max_control_payload));
  const auto key = from == sender::client ? std::optional(header.mask_key) : std::nullopt;
  const auto encoded = encode_frame_header(header.op, header.length, header.last, header.deflated, key);
  require(encoded.view() == std::string_view(bytes.data(), header.size));
}

void check_mask(std::span<const char> bytes) {
  if (bytes.size() < 5) return;
  const std::size_t cut = static_cast<std::uint8_t>(bytes[0]) % (bytes.size() - 3);
  std::uint32_t key;
  std::memcpy(&key, bytes.data(), sizeof key);
  const std::string plain(bytes.begin() + 4, bytes.end());
  std::string whole = plain;
  std::string pieces = plain;
  const std::uint32_t after = apply_mask(whole, key);
  const std::size_t first = std::min(cut, pieces.size());
  require(apply_mask(std::span(pieces).subspan(first), apply_mask(std::span(pieces).first(first), key)) == after);
  require(whole == pieces);
  apply_mask(whole, key);
  require(whole == plain);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span<const char> bytes(reinterpret_cast<const char*>(data), size);
  for (const sender from : {sender::client, sender::server}) {
    for (const compressed deflate : {compressed::no, compressed::yes}) check_header(bytes, from, deflate);
  }
  check_mask(bytes);
  return 0;
}
