#include "socketio/packet.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "socketio/json_text.hpp"
#include "socketio/packet_rules.hpp"
#include "socketio/placeholder.hpp"

namespace webchats::socketio {
namespace {

namespace json = boost::json;

constexpr std::size_t max_count_digits = 4;
constexpr std::size_t max_id_digits = 16;

constexpr bool digit(char c) { return c >= '0' && c <= '9'; }

/// Reads one text from left to right; every step may refuse.
class reader {
 public:
  reader(std::string_view text, const decode_limits& limits) : text_(text), limits_(limits) {}

  std::expected<packet, decode_failure> read() {
    using step = std::expected<void, decode_failure> (reader::*)();
    for (const step next : {&reader::type, &reader::attachments, &reader::nsp, &reader::id, &reader::payload}) {
      if (auto done = (this->*next)(); !done) return std::unexpected(done.error());
    }
    return std::move(packet_);
  }

 private:
  using outcome = std::expected<void, decode_failure>;

  outcome refuse(decode_error error) const { return std::unexpected(decode_failure{error, at_}); }

  outcome type() {
    if (text_.empty()) return refuse(decode_error::empty);
    switch (text_[0]) {
      case '0':
        packet_.type = packet_type::connect;
        break;
      case '1':
        packet_.type = packet_type::disconnect;
        break;
      case '2':
        packet_.type = packet_type::event;
        break;
      case '3':
        packet_.type = packet_type::ack;
        break;
      case '4':
        packet_.type = packet_type::connect_error;
        break;
      case '5':
        packet_.type = packet_type::event;
        binary_ = true;
        break;
      case '6':
        packet_.type = packet_type::ack;
        binary_ = true;
        break;
      default:
        return refuse(decode_error::unknown_type);
    }
    at_ = 1;
    return {};
  }

  /// The digits at the cursor as a number; at most `max_digits` of them.
  std::optional<std::uint64_t> number(std::size_t max_digits) {
    const std::size_t begin = at_;
    std::uint64_t value = 0;
    while (at_ < text_.size() && digit(text_[at_])) {
      if (at_ - begin == max_digits) return std::nullopt;
      value = value * 10 + static_cast<std::uint64_t>(text_[at_++] - '0');
    }
    return value;
  }

  outcome attachments() {
    if (!binary_) return {};
    const std::size_t begin = at_;
    const auto count = number(max_count_digits);
    if (!count) return refuse(decode_error::too_many_attachments);
    if (at_ == begin || at_ == text_.size() || text_[at_] != '-' || *count == 0)
      return refuse(decode_error::bad_attachments);
    if (*count > limits_.max_attachments) return refuse(decode_error::too_many_attachments);
    packet_.attachments = static_cast<std::size_t>(*count);
    ++at_;
    return {};
  }

  outcome nsp() {
    if (at_ == text_.size() || text_[at_] != '/') return {};
    const std::size_t end = std::min(text_.find(',', at_), text_.size());
    const std::string_view name = text_.substr(at_, end - at_);
    // One that runs into JSON lacks its comma.
    if (!names_namespace(name, packet_.type)) return refuse(decode_error::bad_namespace);
    packet_.nsp = name;
    at_ = std::min(end + 1, text_.size());
    return {};
  }

  outcome id() {
    if (at_ == text_.size() || !digit(text_[at_])) return {};
    const auto value = number(max_id_digits);
    if (!value || *value > max_packet_id) return refuse(decode_error::bad_id);
    packet_.id = value;
    return {};
  }

  outcome payload() {
    if (at_ == text_.size()) return binary_ ? refuse(decode_error::bad_payload) : outcome{};
    auto value = parse_json(text_.substr(at_), limits_.max_json_depth);
    if (!value) return refuse(value.error() == json_error::too_deep ? decode_error::too_deep : decode_error::bad_json);
    if (const auto wrong = misshapen(packet_.type, *value)) return refuse(*wrong);
    if (binary_) {
      if (const auto settled = settle_placeholders(*value, packet_.attachments); !settled)
        return refuse(settled.error());
    }
    packet_.data = std::move(*value);
    return {};
  }

  std::string_view text_;
  decode_limits limits_;
  packet packet_;
  std::size_t at_ = 0;
  bool binary_ = false;
};

}  // namespace

std::expected<packet, decode_failure> decode(std::string_view text, const decode_limits& limits) {
  return reader(text, limits).read();
}

std::expected<void, decode_error> settle_placeholders(json::value& data, std::size_t attachments) {
  if (json::array* list = data.if_array()) {
    for (json::value& element : *list) {
      if (auto done = settle_placeholders(element, attachments); !done) return done;
    }
  } else if (json::object* object = data.if_object()) {
    if (claims_placeholder(*object)) {
      const auto index = placeholder_index(*object);
      if (!index || *index >= attachments) return std::unexpected(decode_error::bad_placeholder);
      data = make_placeholder(*index);
      return {};
    }
    for (auto& member : *object) {
      if (auto done = settle_placeholders(member.value(), attachments); !done) return done;
    }
  }
  return {};
}

bool reserved_event(std::string_view name) noexcept {
  static constexpr std::array<std::string_view, 6> names{"connect",       "connect_error", "disconnect",
                                                         "disconnecting", "newListener",   "removeListener"};
  return std::ranges::find(names, name) != names.end();
}

std::string_view to_string(decode_error error) noexcept {
  switch (error) {
    case decode_error::empty:
      return "empty packet";
    case decode_error::unknown_type:
      return "unknown packet type";
    case decode_error::bad_attachments:
      return "illegal attachments";
    case decode_error::too_many_attachments:
      return "too many attachments";
    case decode_error::bad_namespace:
      return "illegal namespace";
    case decode_error::bad_id:
      return "illegal id";
    case decode_error::bad_json:
      return "illegal JSON";
    case decode_error::too_deep:
      return "JSON nested too deeply";
    case decode_error::bad_payload:
      return "invalid payload";
    case decode_error::reserved_event:
      return "reserved event name";
    case decode_error::bad_placeholder:
      return "placeholder without attachment";
    case decode_error::bad_msgpack:
      return "illegal msgpack";
    case decode_error::too_many_elements:
      return "too many elements";
  }
  return "unknown";
}

}  // namespace webchats::socketio
