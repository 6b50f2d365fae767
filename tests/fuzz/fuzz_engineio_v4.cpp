// Polling bodies and frames of revision 4: what decodes is the same after encoding and decoding again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "fuzz/engineio_round_trip.hpp"

using namespace webchats::engineio;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  const std::string encoded = check_round_trip(payload_format::v4, payload_format::v4, body);
  // Without base64, which has several spellings, the bytes themselves come back.
  const bool whole = !decode_payload(payload_format::v4, body).failed;
  if (whole && !body.contains('b') && encoded != body) std::abort();

  std::string scratch;
  if (const auto frame = decode_text(protocol::v4, body, scratch); frame && frame->data.size() > size) std::abort();
  if (const auto frame = decode_binary(protocol::v4, body); !frame || frame->data != body) std::abort();
  return 0;
}
