#include "socketio/encoded_packet.hpp"

#include <limits>
#include <mutex>
#include <optional>
#include <utility>

#include "socketio/packet.hpp"
#include "socketio/transcode.hpp"

namespace webchats::socketio {

/// Made when the first client wants them, once for all threads.
struct encoded_packet::other_forms {
  std::once_flag bare_made, msgpack_made, msgpack_bare_made;
  std::optional<packet_form> bare, msgpack, msgpack_bare;
};

encoded_packet::encoded_packet(std::string_view text, const std::vector<base::shared_buffer>& attachments,
                               std::size_t offset_size)
    : json_{.head = engineio::shared_message::text(text), .attachments = {}},
      offset_size_(offset_size),
      others_(std::make_shared<other_forms>()) {
  json_.attachments.reserve(attachments.size());
  for (const base::shared_buffer& bytes : attachments) {
    json_.attachments.push_back(engineio::shared_message::binary(bytes.view()));
  }
}

std::string encoded_packet::without_offset() const {
  std::string text(json_.head.payload());
  text.erase(text.size() - 1 - offset_size_, offset_size_);
  return text;
}

const packet_form& encoded_packet::form(wire_form wanted) const {
  const auto as_msgpack = [this](std::string_view text) {
    std::vector<base::shared_buffer> bytes;
    bytes.reserve(json_.attachments.size());
    for (const auto& attachment : json_.attachments) bytes.emplace_back(attachment.payload());
    return packet_form{.head = engineio::shared_message::binary(to_msgpack(text, bytes)), .attachments = {}};
  };
  switch (wanted) {
    case wire_form::json:
      break;
    case wire_form::json_without_offset:
      if (offset_size_ == 0) break;
      std::call_once(others_->bare_made, [this] {
        others_->bare =
            packet_form{.head = engineio::shared_message::text(without_offset()), .attachments = json_.attachments};
      });
      return *others_->bare;
    case wire_form::msgpack:
      std::call_once(others_->msgpack_made, [&] { others_->msgpack = as_msgpack(json_.head.payload()); });
      return *others_->msgpack;
    case wire_form::msgpack_without_offset:
      std::call_once(others_->msgpack_bare_made, [&] { others_->msgpack_bare = as_msgpack(without_offset()); });
      return *others_->msgpack_bare;
  }
  return json_;
}

std::size_t encoded_packet::size() const noexcept {
  std::size_t sum = json_.head.payload().size();
  for (const auto& attachment : json_.attachments) sum += attachment.payload().size();
  return sum;
}

arguments encoded_packet::decode() const {
  constexpr auto any = std::numeric_limits<std::size_t>::max();
  const std::string text = without_offset();
  auto read = socketio::decode(text, {.max_attachments = any, .max_json_depth = 10'000});
  arguments values;
  if (read && read->data && read->data->is_array()) values.values = std::move(read->data->get_array());
  for (const auto& attachment : json_.attachments) values.attachments.emplace_back(attachment.payload());
  return values;
}

}  // namespace webchats::socketio
