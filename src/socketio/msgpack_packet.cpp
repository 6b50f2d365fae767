#include "socketio/msgpack_packet.hpp"

#include <stdexcept>
#include <utility>

#include "socketio/json_text.hpp"
#include "socketio/msgpack_reader.hpp"
#include "socketio/msgpack_tree.hpp"
#include "socketio/msgpack_writer.hpp"
#include "socketio/packet_rules.hpp"

namespace webchats::socketio {
namespace {

namespace json = boost::json;

/// What a server writes itself is not attacked, but a stack is finite.
constexpr std::size_t max_encoded_depth = 512;

std::optional<std::uint64_t> natural(const std::optional<json::value>& value) {
  const std::int64_t* number = value ? value->if_int64() : nullptr;
  if (number == nullptr || *number < 0 || std::cmp_greater(*number, max_packet_id)) return std::nullopt;
  return static_cast<std::uint64_t>(*number);
}

/// Reads one packet member by member; every step may refuse.
class packet_reader {
 public:
  packet_reader(std::string_view bytes, const decode_limits& limits) : reader_(bytes), limits_(limits) {}

  std::expected<msgpack_packet, decode_failure> read() {
    if (const auto done = members(); !done) return std::unexpected(decode_failure{done.error(), reader_.at()});
    if (const auto wrong = verdict()) return std::unexpected(decode_failure{*wrong, reader_.at()});
    packet_.head.attachments = packet_.attachments.size();
    return std::move(packet_);
  }

 private:
  using outcome = std::expected<void, decode_error>;

  static outcome refuse(decode_error error) { return std::unexpected(error); }

  outcome members() {
    const auto head = reader_.next();
    if (!head) return refuse(reader_.at() == 0 ? decode_error::empty : decode_error::bad_msgpack);
    const auto* map = std::get_if<msgpack_map>(&*head);
    if (map == nullptr) return refuse(decode_error::bad_msgpack);
    for (std::size_t i = 0; i < map->size; ++i) {
      const auto key = reader_.next();
      const auto* name = key ? std::get_if<std::string_view>(&*key) : nullptr;
      if (name == nullptr) return refuse(decode_error::bad_msgpack);
      if (const auto done = member(*name); !done) return done;
    }
    return reader_.complete() ? outcome{} : refuse(decode_error::bad_msgpack);
  }

  outcome member(std::string_view name) {
    if (name == "nsp") return nsp();
    if (name != "type" && name != "id" && name != "data") {
      return reader_.skip() ? outcome{} : refuse(decode_error::bad_msgpack);
    }
    auto tree = read_tree(reader_, limits_);
    if (!tree) return refuse(tree.error());
    if (name == "data") {
      packet_.head.data = std::move(tree->value);
      packet_.attachments = std::move(tree->attachments);
    } else if (name == "type") {
      const auto type = natural(tree->value);
      if (!type || *type > std::to_underlying(packet_type::connect_error)) return refuse(decode_error::unknown_type);
      packet_.head.type = static_cast<packet_type>(*type);
      typed_ = true;
    } else {
      packet_.head.id = natural(tree->value);
      if (tree->value && !packet_.head.id) return refuse(decode_error::bad_id);
    }
    return {};
  }

  outcome nsp() {
    const auto element = reader_.next();
    if (!element) return refuse(decode_error::bad_msgpack);
    const auto* name = std::get_if<std::string_view>(&*element);
    if (name == nullptr) return refuse(decode_error::bad_namespace);
    packet_.head.nsp = *name;
    named_ = true;
    return {};
  }

  /// What is wrong with the members together.
  std::optional<decode_error> verdict() const {
    const packet& head = packet_.head;
    if (!typed_) return decode_error::unknown_type;
    if (!named_ || !names_namespace(head.nsp, head.type)) return decode_error::bad_namespace;
    if (!head.data) {
      const bool needless = head.type == packet_type::connect || head.type == packet_type::disconnect;
      return needless ? std::nullopt : std::optional(decode_error::bad_payload);
    }
    const bool may_hold_bytes = head.type == packet_type::event || head.type == packet_type::ack;
    if (!packet_.attachments.empty() && !may_hold_bytes) return decode_error::bad_payload;
    return misshapen(head.type, *head.data);
  }

  msgpack_reader reader_;
  decode_limits limits_;
  msgpack_packet packet_;
  bool typed_ = false;
  bool named_ = false;
};

json::array parse_encoded(const std::string& encoded) {
  if (encoded.empty()) return {};
  auto list = parse_json('[' + encoded + ']', max_encoded_depth);
  if (!list) throw std::invalid_argument("encoded arguments that are not JSON");
  return std::move(list->get_array());
}

/// Announces a packet of `others` members besides type and namespace, and writes these two.
void begin(msgpack_writer& writer, packet_type type, std::string_view nsp, std::size_t others) {
  writer.map(2 + others);
  writer.text("type");
  writer.integer(std::uint64_t{std::to_underlying(type)});
  writer.text("nsp");
  writer.text(nsp);
}

/// `event` is written as the first element of the list when there is one.
void append(std::string& out, packet_type type, std::string_view nsp, std::optional<std::string_view> event,
            const arguments& values, std::optional<std::uint64_t> id) {
  const json::array further = parse_encoded(values.encoded);
  msgpack_writer writer(out);
  begin(writer, type, nsp, id ? 2 : 1);
  if (id) {
    writer.text("id");
    writer.integer(*id);
  }
  writer.text("data");
  writer.array((event ? 1 : 0) + values.values.size() + further.size());
  if (event) writer.text(*event);
  for (const json::value& value : values.values) write_tree(writer, value, values.attachments);
  for (const json::value& value : further) write_tree(writer, value, values.attachments);
}

}  // namespace

std::expected<msgpack_packet, decode_failure> decode_msgpack(std::string_view bytes, const decode_limits& limits) {
  return packet_reader(bytes, limits).read();
}

void append_msgpack_event(std::string& out, std::string_view nsp, std::string_view event, const arguments& values,
                          std::optional<std::uint64_t> ack_id) {
  if (reserved_event(event)) throw std::invalid_argument("reserved event name: " + std::string(event));
  append(out, packet_type::event, nsp, event, values, ack_id);
}

void append_msgpack_ack(std::string& out, std::string_view nsp, std::uint64_t ack_id, const arguments& values) {
  append(out, packet_type::ack, nsp, std::nullopt, values, ack_id);
}

void append_msgpack_connect(std::string& out, std::string_view nsp, std::string_view sid, std::string_view pid) {
  msgpack_writer writer(out);
  begin(writer, packet_type::connect, nsp, 1);
  writer.text("data");
  writer.map(pid.empty() ? 1 : 2);
  writer.text("sid");
  writer.text(sid);
  if (pid.empty()) return;
  writer.text("pid");
  writer.text(pid);
}

void append_msgpack_connect(std::string& out, std::string_view nsp) {
  msgpack_writer writer(out);
  begin(writer, packet_type::connect, nsp, 0);
}

void append_msgpack_connect_error(std::string& out, std::string_view nsp, const json::value& payload) {
  msgpack_writer writer(out);
  begin(writer, packet_type::connect_error, nsp, 1);
  writer.text("data");
  write_tree(writer, payload, {});
}

void append_msgpack_disconnect(std::string& out, std::string_view nsp) {
  msgpack_writer writer(out);
  begin(writer, packet_type::disconnect, nsp, 0);
}

}  // namespace webchats::socketio
