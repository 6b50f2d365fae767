#include "ws/connection.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include "net/deadline.hpp"
#include "ws/handshake.hpp"
#include "ws/loop_resources.hpp"

namespace webchats::ws {
namespace {

// Pings that one read may bring and have answered one by one; of more, only the last is (RFC 6455 §5.5.3).
constexpr std::uint8_t pings_per_read = 32;
// A slow message gets its time again with every step of this many bytes.
constexpr std::size_t progress_step = 64 * 1024;

std::uint32_t narrow(std::uint64_t value) noexcept {
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(value, std::numeric_limits<std::uint32_t>::max()));
}

std::uint32_t to_ms(std::chrono::milliseconds time) noexcept {
  return narrow(static_cast<std::uint64_t>(std::max<std::int64_t>(time.count(), 0)));
}

opcode opcode_of(message_type type) noexcept { return type == message_type::text ? opcode::text : opcode::binary; }

std::string_view describe(net::close_cause cause) noexcept {
  switch (cause) {
    case net::close_cause::local:
      return "closed by this side";
    case net::close_cause::peer:
      return "closed by the peer";
    case net::close_cause::io_error:
      return "I/O error";
    case net::close_cause::slow_consumer:
      return "slow consumer";
    case net::close_cause::shutdown:
      return "shutdown";
  }
  return "";
}

}  // namespace

static_assert(sizeof(connection) <= 72, "ten thousand idle connections stay small");

/// A deadline while something is awaited, and a ping that waits for room.
struct connection::extras final : net::deadline {
  explicit extras(connection& self) : owner(self) {}
  void on_deadline() override { owner.on_deadline(); }

  connection& owner;
  std::unique_ptr<std::string> held_ping;
};

connection::connection(net::stream& stream, const options& settings, std::unique_ptr<connection_handler> handler)
    : stream_(stream),
      handler_(std::move(handler)),
      reader_(settings.max_message, settings.max_fragments,
              settings.deflate == options::deflate_mode::on ? &shared().inflate() : nullptr),
      close_timeout_(to_ms(settings.close_timeout)),
      message_timeout_(to_ms(settings.message_timeout)),
      deflate_threshold_(narrow(settings.deflate_threshold)),
      deflate_(settings.deflate) {}

connection::~connection() = default;

// Looked up when it is needed, which is seldom: idle connections need no pointer to it.
loop_resources& connection::shared() const noexcept { return loop_resources::of(stream_.owner()); }

connection& connection::start(net::stream& stream, const options& settings, std::unique_ptr<connection_handler> handler,
                              std::span<char> early) {
  std::unique_ptr<connection> made(new connection(stream, settings, std::move(handler)));
  connection& self = *made;
  stream.set_handler(std::move(made));
  self.handler_->on_open(self);
  self.receive(early);
  return self;
}

void connection::receive(std::span<char> early) {
  if (!early.empty() && stream_.open()) on_bytes(early);
}

bool connection::send(message_type type, std::string_view payload) {
  if (state_ != state::open) return false;
  const opcode op = opcode_of(type);
  if (deflate_ == options::deflate_mode::on && payload.size() >= deflate_threshold_) {
    const std::string_view packed = shared().deflate().deflate(payload);
    if (packed.size() < payload.size()) {
      const encoded_header header = encode_frame_header(op, packed.size(), fin::yes, compressed::yes);
      return stream_.write(net::chunk::copy(header.view(), packed));
    }
  }
  return stream_.write(net::chunk::copy(encode_frame_header(op, payload.size()).view(), payload));
}

bool connection::send_frame(net::chunk frame, net::departure when) {
  return state_ == state::open && stream_.write(std::move(frame), when);
}

void connection::close(close_code code, std::string_view reason) {
  if (state_ != state::open || !write_control(opcode::close, close_payload(code, reason))) return;
  state_ = state::closing;
  await(std::chrono::milliseconds(close_timeout_));
}

deflater* connection::packer() const noexcept {
  return deflate_ == options::deflate_mode::on ? &shared().deflate() : nullptr;
}

void connection::abort() { stream_.abort(); }

bool connection::write_control(opcode op, std::string_view payload) {
  return stream_.write(net::chunk::copy(encode_frame_header(op, payload.size()).view(), payload));
}

void connection::on_bytes(std::span<char> bytes) {
  answered_pings_ = 0;
  const std::size_t step_before = reader_.buffered() / progress_step;
  bool fresh = !reader_.unfinished();
  // The handler may end the connection at any message.
  while (state_ != state::ended && stream_.open()) {
    const std::optional<event> found = reader_.next(bytes);
    if (!found) break;
    std::visit([this](const auto& what) { handle(what); }, *found);
    fresh = fresh || !reader_.unfinished();
  }
  if (state_ == state::ended || !stream_.open()) {
    // Nothing of the peer matters any more: give its unfinished message back now.
    reader_ = message_reader(0, 0);
    return;
  }
  answer_held_ping();
  if (state_ != state::open) return;
  if (reader_.unfinished()) {
    const bool advanced = fresh || reader_.buffered() / progress_step != step_before;
    if (advanced) await(std::chrono::milliseconds(message_timeout_));
  } else if (extras_ != nullptr && extras_->held_ping == nullptr) {
    extras_.reset();
  } else if (extras_ != nullptr) {
    net::deadline_queue::disarm(*extras_);
  }
}

void connection::handle(const message& found) {
  if (state_ == state::open) handler_->on_message(*this, found.type, found.payload);
}

void connection::handle(const ping& found) {
  if (state_ != state::open) return;
  if (stream_.blocked() || answered_pings_ == pings_per_read) {
    more().held_ping = std::make_unique<std::string>(found.payload);
    return;
  }
  ++answered_pings_;
  write_control(opcode::pong, found.payload);
}

void connection::answer_held_ping() {
  if (extras_ == nullptr || extras_->held_ping == nullptr || stream_.blocked()) return;
  const auto held = std::exchange(extras_->held_ping, nullptr);
  if (state_ == state::open) write_control(opcode::pong, *held);
}

void connection::handle(const close_status& found) { shut_down(found.code, found.reason, {}); }

void connection::handle(const failure& found) { shut_down(found.code, found.why, found.why); }

void connection::shut_down(close_code code, std::string_view reason, std::string_view frame_reason) {
  if (state_ == state::open) write_control(opcode::close, close_payload(code, frame_reason));
  stream_.close();
  end(code, reason);
}

void connection::on_deadline() {
  if (state_ == state::closing) return stream_.abort();
  if (state_ == state::open) handle(failure{close_code::policy, "message took too long"});
  reader_ = message_reader(0, 0);
}

void connection::await(std::chrono::milliseconds time) { shared().deadlines(time).arm(more()); }

connection::extras& connection::more() {
  if (extras_ == nullptr) extras_ = std::make_unique<extras>(*this);
  return *extras_;
}

void connection::on_drain() {
  answer_held_ping();
  if (state_ == state::open) handler_->on_drain(*this);
}

void connection::on_close(net::close_cause cause) {
  cause_ = cause;
  end(close_code::abnormal, describe(cause));
}

void connection::end(close_code code, std::string_view reason) {
  if (std::exchange(state_, state::ended) == state::ended) return;
  if (extras_ != nullptr) net::deadline_queue::disarm(*extras_);
  handler_->on_close(*this, code, reason);
}

base::shared_buffer encode_frame(message_type type, std::string_view payload) {
  return base::shared_buffer(encode_frame_header(opcode_of(type), payload.size()).view(), payload);
}

connection* accept(const http::request& request, http::responder responder, const options& settings,
                   std::unique_ptr<connection_handler> handler) {
  const auto agreed = shake_hands(request, settings.deflate);
  if (!agreed) {
    responder.send(refuse(agreed.error()));
    return nullptr;
  }
  std::string early;
  const net::stream_ptr stream = responder.take_stream(early);
  if (stream == nullptr) return nullptr;
  stream->write(net::chunk::copy(agreed->answer));
  options kept = settings;
  kept.deflate = agreed->deflate;
  return &connection::start(*stream, kept, std::move(handler), early);
}

}  // namespace webchats::ws
