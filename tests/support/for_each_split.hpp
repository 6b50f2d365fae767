#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace webchats::test {

/// Calls `check` with `bytes` in one piece, in every possible two pieces, and in pieces of one byte. A decoder fed with
/// the pieces in order must end with the same result each time.
template <class Check>
void for_each_split(std::string_view bytes, Check check) {
  const auto run = [&check](std::span<const std::string_view> pieces) { check(pieces); };
  run(std::array{bytes});
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) run(std::array{bytes.substr(0, cut), bytes.substr(cut)});
  std::vector<std::string_view> octets;
  for (std::size_t i = 0; i < bytes.size(); ++i) octets.push_back(bytes.substr(i, 1));
  run(octets);
}

}  // namespace webchats::test
