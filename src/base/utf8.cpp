#include "base/utf8.hpp"

#include <simdjson.h>

namespace webchats::base {

bool is_utf8(std::string_view text) noexcept {
  // Short ASCII, which most messages are, is looked at faster than the validator is found.
  constexpr std::size_t short_text = 256;
  if (text.size() <= short_text) {
    unsigned char all = 0;
    for (const char c : text) all |= static_cast<unsigned char>(c);
    if (all < 0x80) return true;
  }
  return simdjson::validate_utf8(text.data(), text.size());
}

}  // namespace webchats::base
