// Polling bodies and frames of revision 3, text, binary and JSONP. The first byte chooses the form.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "engineio/jsonp.hpp"
#include "fuzz/engineio_round_trip.hpp"

using namespace webchats::engineio;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view body(reinterpret_cast<const char*>(data) + 1, size - 1);
  using enum payload_format;
  switch (data[0] % 4) {
    case 0:
      check_round_trip(v3_text, v3_text, body);
      check_round_trip(v3_text, v3_binary, body);
      break;
    case 1:
      check_round_trip(v3_binary, v3_binary, body);
      check_round_trip(v3_binary, v3_text, body);
      break;
    case 2:
      if (const auto payload = decode_jsonp_form(body)) {
        if (payload->size() > body.size()) std::abort();
        check_round_trip(v3_text, v3_text, *payload);
        const std::string script = encode_jsonp("1", *payload);
        // One expression on one line, whatever the payload holds.
        if (script.find_first_of("\n\r") != std::string::npos || script.contains("\xE2\x80\xA8")) std::abort();
      }
      break;
    default: {
      std::string scratch;
      if (const auto frame = decode_text(protocol::v3, body, scratch); frame && frame->data.size() > size) std::abort();
      if (const auto frame = decode_binary(protocol::v3, body); frame && frame->data.size() + 1 != body.size())
        std::abort();
    }
  }
  return 0;
}
