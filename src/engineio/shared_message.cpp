#include "engineio/shared_message.hpp"

#include <mutex>
#include <string>
#include <utility>

#include "engineio/outgoing.hpp"

namespace webchats::engineio {

/// The frame for revision 3 of a binary message. Most programs never meet such a client.
struct shared_message::v3_form {
  std::once_flag made;
  base::shared_buffer frame;
};

shared_message::shared_message(message_type type, base::shared_buffer frame, std::size_t payload_size)
    : type_(type),
      payload_at_(static_cast<std::uint8_t>(frame.size() - payload_size)),
      frame_(std::move(frame)),
      v3_(type == message_type::binary ? std::make_shared<v3_form>() : nullptr) {}

shared_message shared_message::text(std::string_view payload) {
  const frame_head head(message_type::text, protocol::v4, payload.size());
  return {message_type::text, base::shared_buffer(head.view(), payload), payload.size()};
}

shared_message shared_message::binary(std::string_view payload) {
  const frame_head head(message_type::binary, protocol::v4, payload.size());
  return {message_type::binary, base::shared_buffer(head.view(), payload), payload.size()};
}

const base::shared_buffer& shared_message::frame(protocol revision) const {
  if (type_ == message_type::text || revision == protocol::v4) return frame_;
  std::call_once(v3_->made, [this] {
    const frame_head head(message_type::binary, protocol::v3, payload().size());
    v3_->frame = base::shared_buffer(head.view(), payload());
  });
  return v3_->frame;
}

delivery::delivery(shared_message message)
    : message_(std::move(message)), payload_size_(message_.payload().size()), frame_(message_.frame(protocol::v4)) {}

const net::chunk& delivery::frame(protocol revision) const {
  if (message_.type() == message_type::text || revision == protocol::v4) return frame_;
  if (frame_v3_.size() == 0) frame_v3_ = net::chunk(message_.frame(protocol::v3));
  return frame_v3_;
}

}  // namespace webchats::engineio
