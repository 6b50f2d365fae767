// The bytes of a connection, cut at places the first bytes choose: however they are cut, the same requests come out, or
// are refused, and nothing is kept beyond the limits. (Of two faults in one head the cut may decide which is named.)
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "http/parser.hpp"
#include "http/path.hpp"

namespace {

using namespace webchats::http;

constexpr parser_limits limits{.head = 512, .headers = 16, .target = 128, .chunk_line = 32};
constexpr std::size_t body_limit = 256;

void require(bool holds) {
  if (!holds) std::abort();
}

struct outcome {
  std::vector<std::string> requests;  // everything about each, as text
  bool refused = false;
  bool operator==(const outcome&) const = default;
};

std::string as_text(const request& got) {
  std::string text = std::to_string(static_cast<int>(got.method)) + got.target + (got.keep_alive ? "|k" : "|c") +
                     (got.upgrade ? "u\n" : "\n");
  for (const auto& [name, value] : got.headers) text += name + ":" + value + "\n";
  return text + "\n" + got.body;
}

void check(const request& got) {
  std::size_t head = got.target.size();
  for (const auto& [name, value] : got.headers) head += name.size() + value.size();
  require(head <= limits.head && got.headers.size() <= limits.headers && got.target.size() <= limits.target);
  require(got.body.size() <= body_limit);
  for (const auto& [name, value] : got.headers) {
    require(!name.empty() && name.find_first_of(" \t\r\n\0:") == std::string::npos);
    require(std::ranges::none_of(value, [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7f; }));
  }
  require(!got.upgrade || got.body.empty());
  if (const auto path = normalise_path(got.target)) require(!path->contains("/../") && !path->contains('\0'));
}

outcome parse(const std::vector<std::string_view>& pieces) {
  outcome out;
  parser reader(limits);
  for (std::string_view piece : pieces) {
    for (bool more = true; more;) {
      const auto step = reader.feed(piece);
      if (!step) {
        out.refused = true;
        return out;
      }
      require(step->consumed <= piece.size());
      piece.remove_prefix(step->consumed);
      if (step->what == parser::event::head) {
        const auto allowed = reader.limit_body(body_limit);
        if (!allowed) {
          out.refused = true;
          return out;
        }
      } else if (step->what == parser::event::complete) {
        const request got = reader.take();
        check(got);
        out.requests.push_back(as_text(got));
        more = !piece.empty();
      } else {
        require(piece.empty());
        more = false;
      }
    }
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 4) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 3, size - 3);
  const outcome whole = parse({bytes});

  std::vector<std::string_view> pieces;
  std::size_t from = 0;
  for (std::size_t i = 0; from < bytes.size(); ++i) {
    const std::size_t length = std::min<std::size_t>(1 + data[i % 3] % 64, bytes.size() - from);
    pieces.push_back(bytes.substr(from, length));
    from += length;
  }
  require(parse(pieces) == whole);
  return 0;
}
