#include "engineio/shared_message.hpp"

#include <mutex>
#include <string>
#include <utility>

#include "engineio/outgoing.hpp"
#include "ws/deflate.hpp"

namespace webchats::engineio {
namespace {

// Shorter messages have no compressed form: it would hardly be smaller.
constexpr std::size_t smallest_packed = 128;

/// A form that is made when somebody asks for it.
struct late_frame {
  std::once_flag made;
  base::shared_buffer frame;

  template <class Make>
  const base::shared_buffer& get(Make make) {
    std::call_once(made, [&] { frame = make(); });
    return frame;
  }
};

base::shared_buffer frame_of(message_type type, protocol revision, std::string_view payload) {
  return {frame_head(type, revision, payload.size()).view(), payload};
}

}  // namespace

struct shared_message::other_forms {
  late_frame v3;  // of a binary message
  late_frame packed;
  late_frame packed_v3;  // of a binary message
};

shared_message::shared_message(message_type type, std::string_view payload)
    : type_(type),
      payload_at_(0),
      frame_(frame_of(type, protocol::v4, payload)),
      others_(type == message_type::binary || payload.size() >= smallest_packed ? std::make_shared<other_forms>()
                                                                                : nullptr) {
  payload_at_ = static_cast<std::uint8_t>(frame_.size() - payload.size());
}

shared_message shared_message::text(std::string_view payload) { return {message_type::text, payload}; }

shared_message shared_message::binary(std::string_view payload) { return {message_type::binary, payload}; }

const base::shared_buffer& shared_message::frame(protocol revision) const {
  if (type_ == message_type::text || revision == protocol::v4) return frame_;
  return others_->v3.get([this] { return frame_of(type_, protocol::v3, payload()); });
}

const base::shared_buffer& shared_message::packed_frame(protocol revision, ws::deflater& packer) const {
  if (payload().size() < smallest_packed) return frame(revision);
  const bool as_v4 = type_ == message_type::text || revision == protocol::v4;
  return (as_v4 ? others_->packed : others_->packed_v3).get([&] {
    const base::shared_buffer& plain = frame(revision);
    const auto packed = ws::pack_frame(packer, plain.view());
    return packed ? base::shared_buffer(packed->header.view(), packed->payload) : plain;
  });
}

delivery::delivery(shared_message message)
    : message_(std::move(message)), payload_size_(message_.payload().size()), frame_(message_.frame(protocol::v4)) {}

delivery::delivery(shared_message message, net::batch& together)
    : message_(std::move(message)), payload_size_(message_.payload().size()) {
  const base::shared_buffer& frame = message_.frame(protocol::v4);
  frame_ = frame.size() <= net::batch::max_bytes ? together.append(frame.view()) : net::chunk(frame);
}

const net::chunk& delivery::frame(protocol revision) const {
  if (message_.type() == message_type::text || revision == protocol::v4) return frame_;
  if (frame_v3_.size() == 0) frame_v3_ = net::chunk(message_.frame(protocol::v3));
  return frame_v3_;
}

const net::chunk& delivery::packed_frame(protocol revision, ws::deflater& packer) const {
  const bool as_v4 = message_.type() == message_type::text || revision == protocol::v4;
  net::chunk& taken = as_v4 ? packed_ : packed_v3_;
  if (taken.size() == 0) taken = net::chunk(message_.packed_frame(revision, packer));
  return taken;
}

}  // namespace webchats::engineio
