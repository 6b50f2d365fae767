// A client's bytes: whichever way they are cut, the same events come out, and the reader never holds more memory than a
// small multiple of what has arrived. The first byte chooses compression, the second how the rest is cut.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "support/ws_transcript.hpp"
#include "ws/deflate.hpp"

using namespace webchats;

namespace {

constexpr std::size_t max_message = 4096;
constexpr std::size_t max_fragments = 16;

std::vector<std::string_view> cut(std::string_view bytes, std::uint32_t seed) {
  std::vector<std::string_view> pieces;
  while (!bytes.empty()) {
    seed = seed * 1'664'525 + 1'013'904'223;
    const std::size_t size = std::min<std::size_t>(bytes.size(), 1 + (seed >> 24) % 19);
    pieces.push_back(bytes.substr(0, size));
    bytes.remove_prefix(size);
  }
  return pieces;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  static ws::inflater shared;
  ws::inflater* const inflate = (data[0] & 1) != 0 ? &shared : nullptr;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);

  ws::message_reader whole(max_message, max_fragments, inflate);
  const std::string expected = test::transcript(whole, std::array{bytes});

  ws::message_reader reader(max_message, max_fragments, inflate);
  std::string lines;
  std::size_t arrived = 0;
  for (const std::string_view piece : cut(bytes, data[1])) {
    lines += test::transcript(reader, std::array{piece});
    arrived += piece.size();
    if (reader.memory() > 2 * arrived + 512 || reader.memory() > 2 * max_message + 1024) std::abort();
    if (!reader.unfinished() && reader.memory() != 0) std::abort();
  }
  if (lines != expected) std::abort();
  return 0;
}
