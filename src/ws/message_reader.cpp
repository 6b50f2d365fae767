#include "ws/message_reader.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "http/text.hpp"
#include "ws/deflate.hpp"
#include "ws/utf8.hpp"

namespace webchats::ws {
namespace {

constexpr std::string_view bad_utf8 = "text is not UTF-8";

std::uint32_t bounded(std::size_t limit, std::uint32_t most) noexcept {
  return static_cast<std::uint32_t>(std::min<std::size_t>(limit, most));
}

message_type type_of(opcode op) noexcept { return op == opcode::text ? message_type::text : message_type::binary; }

std::string_view text_of(std::span<const char> bytes) noexcept { return {bytes.data(), bytes.size()}; }

/// Appends to `kept`, growing by doubling, but never past `expected` more bytes: what a frame declares is an upper
/// bound of its memory and never a reason to reserve it.
void append(std::vector<char>& kept, std::span<const char> piece, std::uint64_t expected) {
  const std::size_t needed = kept.size() + piece.size();
  if (needed > kept.capacity()) {
    const std::uint64_t most = kept.size() + expected;
    kept.reserve(
        std::max<std::size_t>(needed, static_cast<std::size_t>(std::min<std::uint64_t>(2 * kept.capacity(), most))));
  }
  kept.insert(kept.end(), piece.begin(), piece.end());
}

}  // namespace

struct message_reader::pending {
  std::array<char, max_header_size> head;  // of a header that is cut off
  std::uint8_t head_size = 0;

  frame_header frame;         // the frame whose payload is arriving
  std::uint64_t missing = 0;  // bytes of it still to come
  std::uint32_t key = 0;      // turned to the next of them
  bool in_frame = false;
  std::vector<char> control;  // its payload, when it is a control frame

  bool in_message = false;  // the first frame has begun
  message_type type = message_type::text;
  compressed deflated = compressed::no;
  std::uint32_t fragments = 0;
  utf8_validator text;
  std::vector<char> payload;
  std::string why;  // of a failure
};

message_reader::message_reader(std::size_t max_message, std::size_t max_fragments, inflater* inflate) noexcept
    : inflate_(inflate),
      max_message_(bounded(max_message, std::numeric_limits<std::uint32_t>::max())),
      max_fragments_(bounded(max_fragments, std::numeric_limits<std::int32_t>::max()) & 0x7fff'ffff) {}
message_reader::~message_reader() = default;
message_reader::message_reader(message_reader&&) noexcept = default;
message_reader& message_reader::operator=(message_reader&&) noexcept = default;

message_reader::pending& message_reader::state() {
  if (pending_ == nullptr) pending_ = std::make_unique<pending>();
  return *pending_;
}

bool message_reader::unfinished() const noexcept {
  return pending_ != nullptr && (pending_->head_size != 0 || pending_->in_frame || pending_->in_message);
}

std::size_t message_reader::buffered() const noexcept { return pending_ == nullptr ? 0 : pending_->payload.size(); }

std::size_t message_reader::memory() const noexcept {
  return pending_ == nullptr ? 0 : sizeof(pending) + pending_->payload.capacity() + pending_->control.capacity();
}

event message_reader::fail(close_code code, std::string_view why) {
  done_ = true;
  return failure{code, why};
}

event message_reader::fail_too_big(std::string why) {
  pending& now = state();
  now.why = std::move(why);
  return fail(close_code::too_big, now.why);
}

std::optional<event> message_reader::next(std::span<char>& input) {
  // What the last call handed out is not needed any more.
  if (pending_ != nullptr && (done_ || !unfinished())) pending_.reset();
  while (!done_) {
    if (pending_ != nullptr && pending_->in_frame) {
      if (auto found = take_payload(input)) return found;
      if (pending_->in_frame) return std::nullopt;
      continue;
    }
    if (input.empty()) return std::nullopt;
    const auto header = read_header(input);
    if (!header) return fail(close_code::protocol_error, to_string(header.error()));
    if (!*header) return std::nullopt;
    const frame_header& frame = **header;
    if (auto broken = check(frame)) return broken;

    const bool control = is_control(frame.op);
    const bool alone = control || (frame.op != opcode::continuation && frame.last == fin::yes);
    if (alone && frame.length <= input.size()) {
      const std::span<char> payload = input.first(static_cast<std::size_t>(frame.length));
      input = input.subspan(payload.size());
      apply_mask(payload, frame.mask_key);
      return control ? whole_control(frame.op, payload) : whole_message(frame, payload);
    }
    begin_frame(frame);
  }
  input = {};
  return std::nullopt;
}

std::expected<std::optional<frame_header>, frame_error> message_reader::read_header(std::span<char>& input) {
  const std::size_t kept = pending_ == nullptr ? 0 : pending_->head_size;
  std::span<const char> head = input;
  if (kept != 0) {
    const std::size_t more = std::min(max_header_size - kept, input.size());
    std::copy_n(input.begin(), more, pending_->head.begin() + kept);
    head = std::span(pending_->head).first(kept + more);
  }
  const auto decoded =
      decode_frame_header(head, sender::client, inflate_ != nullptr ? compressed::yes : compressed::no);
  if (!decoded) return decoded;
  if (!*decoded) {
    // Cut off: shorter than the longest header, so all of the input belongs to it.
    pending& now = state();
    if (kept == 0) std::ranges::copy(input, now.head.begin());
    now.head_size = static_cast<std::uint8_t>(head.size());
    input = {};
    return decoded;
  }
  input = input.subspan((*decoded)->size - kept);
  if (kept != 0) pending_->head_size = 0;
  return decoded;
}

/// What a data frame may not be after those before it, as an event.
std::optional<event> message_reader::check(const frame_header& header) {
  if (is_control(header.op)) return std::nullopt;
  const bool continues = header.op == opcode::continuation;
  const bool open = pending_ != nullptr && pending_->in_message;
  if (continues != open) {
    return fail(close_code::protocol_error, continues ? "nothing to continue" : "message is not finished");
  }
  if ((open ? pending_->fragments : 0) >= max_fragments_) return fail(close_code::too_big, "too many fragments");
  const std::uint64_t before = open ? pending_->payload.size() : 0;
  if ((open ? pending_->deflated : header.deflated) == compressed::yes) {
    // What does not compress grows a little; how much comes out is watched when it is inflated.
    if (header.length > inflater::largest_input(max_message_) - before)
      return fail_too_big(http::too_big(max_message_));
  } else if (header.length > max_message_ - before) {
    return fail_too_big(http::too_big(before + header.length, max_message_));
  }
  return std::nullopt;
}

void message_reader::begin_frame(const frame_header& header) {
  pending& now = state();
  now.frame = header;
  now.missing = header.length;
  now.key = header.mask_key;
  now.in_frame = true;
  now.control.clear();
  if (is_control(header.op)) return;
  if (header.op != opcode::continuation) {
    now.in_message = true;
    now.type = type_of(header.op);
    now.deflated = header.deflated;
    now.fragments = 0;
    now.text = {};
  }
  ++now.fragments;
}

std::optional<event> message_reader::take_payload(std::span<char>& input) {
  pending& now = *pending_;
  const std::span<char> piece =
      input.first(static_cast<std::size_t>(std::min<std::uint64_t>(now.missing, input.size())));
  input = input.subspan(piece.size());
  now.key = apply_mask(piece, now.key);
  if (is_control(now.frame.op)) {
    now.control.insert(now.control.end(), piece.begin(), piece.end());
  } else {
    const bool plain_text = now.type == message_type::text && now.deflated == compressed::no;
    if (plain_text && !now.text.feed(piece)) return fail(close_code::invalid_payload, bad_utf8);
    append(now.payload, piece, now.missing);
  }
  now.missing -= piece.size();
  return now.missing == 0 ? end_frame() : std::nullopt;
}

std::optional<event> message_reader::end_frame() {
  pending& now = *pending_;
  now.in_frame = false;
  if (is_control(now.frame.op)) return whole_control(now.frame.op, now.control);
  if (now.frame.last == fin::no) return std::nullopt;

  now.in_message = false;
  if (now.deflated == compressed::yes) {
    const std::vector<char> packed = std::exchange(now.payload, {});
    return inflated(now.type, packed);
  }
  if (now.type == message_type::text && !now.text.complete()) return fail(close_code::invalid_payload, bad_utf8);
  return message{now.type, now.payload};
}

event message_reader::whole_message(const frame_header& header, std::span<char> payload) {
  const message_type type = type_of(header.op);
  if (header.deflated == compressed::yes) return inflated(type, payload);
  if (type == message_type::text && !is_utf8(payload)) return fail(close_code::invalid_payload, bad_utf8);
  return message{type, payload};
}

event message_reader::inflated(message_type type, std::span<const char> payload) {
  auto plain = inflate_->inflate(payload, max_message_);
  if (!plain) {
    if (plain.error() == inflate_error::too_big) return fail_too_big(http::too_big(max_message_));
    return fail(close_code::invalid_payload, "compressed data is broken");
  }
  if (type == message_type::text && !is_utf8(*plain)) return fail(close_code::invalid_payload, bad_utf8);
  pending& now = state();
  now.payload = std::move(*plain);
  return message{type, now.payload};
}

event message_reader::whole_control(opcode op, std::span<char> payload) {
  if (op == opcode::ping) return ping{text_of(payload)};
  if (op == opcode::pong) return pong{text_of(payload)};
  const auto status = parse_close(payload);
  if (!status) return fail(status.error(), "close frame is broken");
  done_ = true;
  return *status;
}

}  // namespace webchats::ws
