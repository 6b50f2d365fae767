#include "api/classic/data_url.hpp"

#include "engineio/base64.hpp"

namespace webchats::api::classic {

std::optional<std::string> image_of_data_url(std::string_view text) {
  constexpr std::string_view scheme = "data:image/";
  constexpr std::string_view coding = ";base64,";
  const auto comma = text.substr(0, 128).find(',');
  if (!text.starts_with(scheme) || comma == std::string_view::npos) return std::nullopt;
  if (!text.substr(0, comma + 1).ends_with(coding)) return std::nullopt;

  const auto encoded = text.substr(comma + 1);
  std::string bytes;
  if (encoded.empty() || encoded.size() > engineio::base64_size(longest_socket_image)) return std::nullopt;
  if (engineio::decode_base64(encoded, bytes) != engineio::base64_result::ok) return std::nullopt;
  return bytes;
}

}  // namespace webchats::api::classic
