// JSON text: what is accepted is written as JavaScript would, and reads back the same.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "socketio/json_text.hpp"

using namespace webchats::socketio;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto value = parse_json(text, 32);
  if (!value) return 0;
  std::string once;
  append_json(once, *value);
  const auto again = parse_json(once, 32);
  if (!again) std::abort();
  std::string twice;
  append_json(twice, *again);
  if (once != twice) std::abort();
  return 0;
}
