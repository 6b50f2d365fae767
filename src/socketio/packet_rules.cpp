#include "socketio/packet_rules.hpp"

#include <cstddef>

namespace webchats::socketio {
namespace {

namespace json = boost::json;

constexpr std::size_t max_namespace = 255;

}  // namespace

bool names_namespace(std::string_view nsp, packet_type type) noexcept {
  if (!nsp.starts_with('/') || nsp.find(',') != std::string_view::npos) return false;
  if (nsp.substr(0, nsp.find('?')).find_first_of("[{\"") != std::string_view::npos) return false;
  return nsp.size() <= max_namespace || type == packet_type::connect;
}

std::optional<decode_error> misshapen(packet_type type, const json::value& data) {
  const auto unless = [](bool fits) { return fits ? std::nullopt : std::optional(decode_error::bad_payload); };
  switch (type) {
    case packet_type::connect:
      return unless(data.is_object());
    case packet_type::disconnect:
      return decode_error::bad_payload;
    case packet_type::connect_error:
      return unless(data.is_object() || data.is_string());
    case packet_type::ack:
      return unless(data.is_array());
    case packet_type::event:
      break;
  }
  const json::array* list = data.if_array();
  if (list == nullptr || list->empty()) return decode_error::bad_payload;
  if (list->front().is_number()) return std::nullopt;
  const json::string* name = list->front().if_string();
  if (name == nullptr) return decode_error::bad_payload;
  if (reserved_event(*name)) return decode_error::reserved_event;
  return std::nullopt;
}

}  // namespace webchats::socketio
