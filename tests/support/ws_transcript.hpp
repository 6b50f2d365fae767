#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ws/message_reader.hpp"

/// What the tests and fuzzers of ws share: frames written by hand, not by the code under test, and a reader's events as
/// text.
namespace webchats::test {

/// A masked client frame. `first` is its whole first byte; the length has the shortest form.
inline std::string client_frame(std::uint8_t first, std::string_view payload, std::uint32_t key = 0x3d21'fa37) {
  std::string bytes(1, static_cast<char>(first));
  const auto put = [&bytes](std::uint64_t value, int count) {
    for (int shift = 8 * (count - 1); shift >= 0; shift -= 8) bytes.push_back(static_cast<char>(value >> shift & 0xff));
  };
  if (payload.size() < 126) {
    put(0x80 | payload.size(), 1);
  } else if (payload.size() < 65536) {
    put(0x80 | 126, 1);
    put(payload.size(), 2);
  } else {
    put(0x80 | 127, 1);
    put(payload.size(), 8);
  }
  put(key, 4);
  for (std::size_t i = 0; i < payload.size(); ++i) {
    bytes.push_back(static_cast<char>(payload[i] ^ static_cast<char>(key >> (24 - 8 * (i % 4)) & 0xff)));
  }
  return bytes;
}

/// Feeds `pieces` and writes down what comes out, one line per event.
inline std::string transcript(ws::message_reader& reader, std::span<const std::string_view> pieces) {
  std::string lines;
  struct writer {
    std::string& out;
    void operator()(const ws::message& m) const {
      out += m.type == ws::message_type::text ? "text " : "binary ";
      out.append(m.payload.data(), m.payload.size()) += '\n';
    }
    void operator()(const ws::ping& p) const { (out += "ping ").append(p.payload) += '\n'; }
    void operator()(const ws::pong& p) const { (out += "pong ").append(p.payload) += '\n'; }
    void operator()(const ws::close_status& s) const { code("close ", s.code, s.reason); }
    void operator()(const ws::failure& f) const { code("failure ", f.code, f.why); }
    void code(std::string_view what, ws::close_code number, std::string_view text) const {
      out.append(what).append(std::to_string(static_cast<int>(number))).append(" ").append(text) += '\n';
    }
  };
  for (const std::string_view piece : pieces) {
    // Exactly as much memory as bytes, so that a read past the end is seen by the sanitizer.
    std::vector<char> memory(piece.begin(), piece.end());
    std::span<char> input(memory);
    while (const auto found = reader.next(input)) std::visit(writer{lines}, *found);
  }
  return lines;
}

}  // namespace webchats::test
