#include "socketio/packet_encoder.hpp"

#include <charconv>
#include <stdexcept>

#include "base/utf8.hpp"
#include "socketio/json_text.hpp"
#include "socketio/packet.hpp"
#include "socketio/placeholder.hpp"

namespace webchats::socketio {
namespace {

namespace json = boost::json;

void append_number(std::string& out, std::uint64_t number) {
  char digits[20];
  const char* const end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  out.append(digits, static_cast<std::size_t>(end - digits));
}

void append_namespace(std::string& out, std::string_view nsp) {
  if (nsp != "/") out.append(nsp).append(1, ',');
}

std::string control(char type, std::string_view nsp) {
  std::string out(1, type);
  append_namespace(out, nsp);
  return out;
}

void require_attachments(const json::value& value, std::size_t count) {
  if (const json::array* list = value.if_array()) {
    for (const json::value& element : *list) require_attachments(element, count);
  } else if (const json::object* object = value.if_object()) {
    if (claims_placeholder(*object)) {
      const auto index = placeholder_index(*object);
      if (!index || *index >= count) throw std::invalid_argument("binary leaf without its attachment");
    }
    for (const auto& member : *object) require_attachments(member.value(), count);
  }
}

enum class kind : char { event = '2', ack = '3' };

/// `event` is written as the first element of the list when there is one.
void append(std::string& out, kind type, std::string_view nsp, std::optional<std::string_view> event,
            const arguments& values, std::optional<std::uint64_t> id) {
  const std::size_t begin = out.size();
  if (values.attachments.empty()) {
    out += static_cast<char>(type);
  } else {
    for (const json::value& value : values.values) require_attachments(value, values.attachments.size());
    out += type == kind::event ? '5' : '6';
    append_number(out, values.attachments.size());
    out += '-';
  }
  append_namespace(out, nsp);
  if (id) append_number(out, *id);

  char separator = '[';
  if (event) {
    out += separator;
    append_json(out, *event);
    separator = ',';
  }
  for (const json::value& value : values.values) {
    out += separator;
    append_json(out, value);
    separator = ',';
  }
  if (!values.encoded.empty()) {
    out += separator;
    out += values.encoded;
    separator = ',';
  }
  out += separator == '[' ? "[]" : "]";
  if (!base::is_utf8(std::string_view(out).substr(begin))) {
    throw std::invalid_argument("text that is not UTF-8");
  }
}

}  // namespace

void append_event(std::string& out, std::string_view nsp, std::string_view event, const arguments& values,
                  std::optional<std::uint64_t> ack_id) {
  if (reserved_event(event)) throw std::invalid_argument("reserved event name: " + std::string(event));
  append(out, kind::event, nsp, event, values, ack_id);
}

void append_ack(std::string& out, std::string_view nsp, std::uint64_t ack_id, const arguments& values) {
  append(out, kind::ack, nsp, std::nullopt, values, ack_id);
}

encoded_packet encode_event(std::string_view nsp, std::string_view event, const arguments& values,
                            std::optional<std::uint64_t> ack_id) {
  std::string text;
  append_event(text, nsp, event, values, ack_id);
  return {text, values.attachments};
}

std::string encode_connect(std::string_view nsp, std::string_view sid, std::string_view pid) {
  std::string out = control('0', nsp);
  out.reserve(out.size() + sid.size() + pid.size() + 32);
  out += R"({"sid":)";
  append_json(out, sid);
  if (!pid.empty()) {
    out += R"(,"pid":)";
    append_json(out, pid);
  }
  out += '}';
  return out;
}

std::string encode_connect(std::string_view nsp) { return control('0', nsp); }

std::string encode_connect_error(std::string_view nsp, const json::value& payload) {
  std::string out = control('4', nsp);
  append_json(out, payload);
  return out;
}

std::string encode_disconnect(std::string_view nsp) { return control('1', nsp); }

}  // namespace webchats::socketio
