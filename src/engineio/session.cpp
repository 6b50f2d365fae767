#include "engineio/session.hpp"

#include <algorithm>
#include <exception>
#include <limits>
#include <utility>
#include <fmt/format.h>

#include "base/log.hpp"
#include "engineio/session_extras.hpp"
#include "net/task_group.hpp"
#include "ws/deflate.hpp"

namespace webchats::engineio {
namespace {

websocket::farewell farewell_for(close_reason reason) noexcept {
  switch (reason) {
    case close_reason::server_shutting_down:
      return websocket::farewell::going_away;
    case close_reason::rate_limited:
      return websocket::farewell::rate_limited;
    default:
      return websocket::farewell::plain;
  }
}

}  // namespace

// One more member would cost every client sixteen bytes: the heap gives blocks of 120, then of 136.
static_assert(sizeof(session) <= 120, "ten thousand idle sessions stay small");

session::session(session_host& host, const session_id& id, polling_format polling, std::size_t max_payload)
    : host_(host),
      id_(id),
      format_(polling),
      max_payload_(
          static_cast<std::uint32_t>(std::min<std::size_t>(max_payload, std::numeric_limits<std::uint32_t>::max()))) {}

session::~session() = default;

session::extras& session::more() {
  if (extras_ == nullptr) extras_ = std::make_unique<extras>();
  return *extras_;
}

transport session::current_transport() const noexcept {
  return polling_ != nullptr ? transport::polling : transport::websocket;
}

bool session::writable() const noexcept {
  if (!open()) return false;
  return socket_ != nullptr ? socket_->writable() : polling_ != nullptr && polling_->waiting();
}

std::size_t session::pending() const noexcept {
  if (socket_ != nullptr) return socket_->pending();
  return polling_ != nullptr ? polling_->pending() : 0;
}

void session::begin(websocket* socket) {
  socket_ = socket;
  if (socket == nullptr) polling_ = std::make_unique<polling_transport>(format_);
  enqueue(packet_type::open, open_json());
  if (revision() == protocol::v4) {
    start_ping_interval();
  } else {
    note_activity();
  }
}

std::string session::open_json() const {
  const bool upgradable = socket_ == nullptr && host_.settings.offered == session_settings::upgrades::websocket;
  const auto milliseconds = [this](deadline_kind kind) { return std::to_string(host_.interval(kind).count()); };
  std::string json;
  json.reserve(160);
  json += R"({"sid":")";
  json += id();
  json += upgradable ? R"(","upgrades":["websocket"],"pingInterval":)" : R"(","upgrades":[],"pingInterval":)";
  json += milliseconds(deadline_kind::ping_interval) + R"(,"pingTimeout":)" + milliseconds(deadline_kind::ping_timeout);
  json += R"(,"maxPayload":)" + std::to_string(max_payload_) + "}";
  return json;
}

void session::answer_handshake(std::shared_ptr<exchange> poll, std::string callback) {
  if (polling_ == nullptr || state_ == state::closed) {
    http::response gone;
    gone.status = 400;
    return poll->answer(std::move(gone));
  }
  polling_->wait(std::move(poll), std::move(callback));
  if (revision() == protocol::v4) return polling_->answer_first();
  if (state_ == state::closing) return flush();
  polling_->answer_all();
}

// ---- sending ----

bool session::send(message_type type, std::string_view payload, compression mode) {
  if (!open()) return false;
  outgoing entry = outgoing::make(revision(), packet_type::message, type, payload);
  entry.compress = mode;
  return enqueue(std::move(entry));
}

bool session::send(const delivery& message, compression mode, net::departure when) {
  if (!open()) return false;
  const std::size_t size = message.payload_size();
  if (socket_ != nullptr) {
    ws::deflater* const packer = packer_for(size, mode);
    const net::chunk& frame = packer == nullptr ? message.frame(revision()) : message.packed_frame(revision(), *packer);
    return count(pass_on(frame, when), size);
  }
  const net::chunk& frame = message.frame(revision());
  return count(hold({.type = packet_type::message,
                     .kind = message.message().type(),
                     .data_at = static_cast<std::uint8_t>(frame.size() - size),
                     .compress = mode,
                     .frame = frame},
                    when),
               size);
}

void session::enqueue(packet_type type, std::string_view data) {
  enqueue(outgoing::make(revision(), type, message_type::text, data));
}

bool session::enqueue(outgoing entry) {
  const std::size_t size = entry.frame.size() - entry.data_at;
  if (socket_ != nullptr) return count(pass_on(std::move(entry)), size);
  return count(hold(std::move(entry), net::departure::turn_end), size);
}

bool session::count(bool sent, std::size_t data_size) noexcept {
  if (!sent) return false;
  host_.traffic.packets_out.add();
  host_.traffic.bytes_out.add(data_size);
  return true;
}

/// What compresses a message of `size` bytes on the WebSocket; null when it leaves as it is.
ws::deflater* session::packer_for(std::size_t size, compression mode) const noexcept {
  return mode == compression::allow && size >= host_.settings.deflate_threshold ? socket_->packer() : nullptr;
}

/// A packet that has waited, or one of this session's own, for the WebSocket.
bool session::pass_on(outgoing entry) {
  if (state_ == state::closed) return false;
  if (ws::deflater* const packer = packer_for(entry.frame.size() - entry.data_at, entry.compress)) {
    if (const auto packed = ws::pack_frame(*packer, entry.frame.view())) {
      return pass_on(net::chunk::copy(packed->header.view(), packed->payload), net::departure::turn_end);
    }
  }
  return pass_on(std::move(entry.frame), net::departure::turn_end);
}

/// A whole frame for the WebSocket; false when it cannot take it any more.
bool session::pass_on(net::chunk frame, net::departure when) {
  if (state_ == state::closed) return false;
  switch (socket_->send(std::move(frame), when)) {
    case send_outcome::queued:
      return true;
    case send_outcome::over_limit:
      end_slow_consumer();
      return false;
    case send_outcome::closed:
      return false;  // its end is on the way
  }
  return false;
}

/// A packet for the next poll; false when no more may wait.
bool session::hold(outgoing entry, net::departure when) {
  if (state_ == state::closed) return false;
  // One packet larger than the limit may wait alone, as in a connection's outbox.
  if (!polling_->empty() && polling_->pending() + entry.cost() > host_.settings.outbox_limit) {
    end_slow_consumer();
    return false;
  }
  polling_->push(std::move(entry));
  if (when == net::departure::turn_end) hasten();
  return true;
}

void session::hasten() {
  if (socket_ != nullptr) return socket_->hasten();
  if (polling_ == nullptr || polling_->empty() || !polling_->waiting() || flush_ == flush_state::scheduled) return;
  flush_ = flush_state::scheduled;
  host_.flush_later(*this);
}

void session::end_slow_consumer() {
  end(close_reason::slow_consumer,
      "more than " + std::to_string(host_.settings.outbox_limit) + " bytes wait for the client");
}

void session::flush() {
  flush_ = flush_state::clean;
  if (state_ == state::closed || polling_ == nullptr || !polling_->waiting()) return;
  if (state_ == state::closing) {
    // The end comes with a poll of its own: clients act on it at once, and only then on the messages before it.
    if (!polling_->empty()) return polling_->answer_all();
    polling_->push(outgoing::make(revision(), packet_type::noop, message_type::text, {}));
    polling_->answer_all(packet_type::close);
    return end(reason_, {});
  }
  if (polling_->empty()) return;
  polling_->answer_all();
  drained();
}

template <class Call>
void session::tell(const char* what, Call call) {
  if (handler_ == nullptr) return;
  try {
    call(*handler_);
  } catch (...) {
    base::log(base::log_level::error,
              "engineio: " + std::string(what) + ": " + net::describe(std::current_exception()));
    end(close_reason::transport_error, "the handler failed");
  }
}

void session::drained() {
  if (open()) tell("on_drain", [this](session_handler& told) { told.on_drain(*this); });
}

void session::upgraded() {
  if (open()) tell("on_upgrade", [this](session_handler& told) { told.on_upgrade(*this); });
}

// ---- receiving ----

void session::on_packet(const packet& received) {
  if (state_ == state::closed) return;
  host_.traffic.packets_in.add();
  host_.traffic.bytes_in.add(received.data.size());
  if (!is_within_rate(received.data.size())) return;
  if (received.type == packet_type::close) return end(close_reason::transport_close, "the client closed");
  if (state_ == state::closing) return;
  if (revision() == protocol::v3) note_activity();
  switch (received.type) {
    case packet_type::message:
      return deliver(received);
    case packet_type::ping:
      if (revision() == protocol::v4) return end(close_reason::transport_error, "invalid heartbeat direction");
      return enqueue(packet_type::pong, received.data);
    case packet_type::pong:
      if (revision() == protocol::v3) return end(close_reason::transport_error, "invalid heartbeat direction");
      return start_ping_interval();
    case packet_type::open:
    case packet_type::close:
    case packet_type::upgrade:
    case packet_type::noop:
      return;  // mean nothing here, and clients send them all the same
  }
}

/// False, and the session ends, when the client sends more than it may.
bool session::is_within_rate(std::size_t bytes) {
  const auto check = [this](token_bucket extras::* bucket, const rate_limit& limit, std::size_t cost,
                            std::string_view what) {
    if (!limit.on() || !(more().*bucket).take(limit, static_cast<double>(cost), host_.now())) return true;
    end(close_reason::rate_limited,
        fmt::format("more than {:g} {} a second and {:g} at once", limit.per_second, what, limit.most_at_once()));
    return false;
  };
  rate_limit of_bytes = host_.settings.bytes;
  of_bytes.burst = std::max(of_bytes.most_at_once(), static_cast<double>(max_payload_));
  return check(&extras::packets, host_.settings.packets, 1, "packets") &&
         check(&extras::bytes, of_bytes, bytes, "bytes");
}

void session::deliver(const packet& received) {
  tell("on_message", [&](session_handler& told) { told.on_message(*this, received.kind, received.data); });
}

void session::on_frame(websocket& from, message_type type, std::string_view bytes) {
  if (is_probe(from)) return on_probe_frame(type, bytes);
  if (&from != socket_) return;
  std::string scratch;
  const auto decoded =
      type == message_type::text ? decode_text(revision(), bytes, scratch) : decode_binary(revision(), bytes);
  if (!decoded) return end(close_reason::parse_error, decoded.error().describe());
  on_packet(*decoded);
}

void session::on_websocket_drained(websocket& from) {
  if (&from == socket_) drained();
}

void session::on_websocket_closed(websocket& from, close_reason reason, std::string_view detail) {
  if (is_probe(from)) {
    extras_->upgrade->socket = nullptr;
    return end_probe();
  }
  if (&from != socket_) return;
  socket_ = nullptr;
  end(reason, detail);
}

// ---- the end ----

void session::close(close_reason reason) {
  if (!open()) return;
  reason_ = reason;
  // On a WebSocket the close frame queues up behind what waits.
  if (socket_ != nullptr) return end(reason, {});
  state_ = state::closing;
  beat_ = beat::drain;
  host_.arm(*this, deadline_kind::drain);
  if (polling_->waiting()) {
    if (polling_->empty()) {
      polling_->answer_only(packet_type::close);
      return end(reason, {});
    }
    host_.flush_later(*this);
  }
}

void session::abort(close_reason reason, std::string_view detail) { end(reason, detail); }

void session::end(close_reason reason, std::string_view detail) {
  if (state_ == state::closed) return;
  state_ = state::closed;
  reason_ = reason;
  beat_ = beat::idle;
  host_.disarm(*this);
  if (probing() != probe_step::none) end_probe();
  if (!detail.empty()) more().detail = detail;
  if (polling_ != nullptr && polling_->waiting()) {
    // A client that said goodbye only needs its poll back; any other is told that it is over.
    if (reason == close_reason::transport_close) {
      polling_->answer_only(packet_type::noop);
    } else {
      polling_->answer_all(packet_type::close);
    }
  }
  if (websocket* const socket = std::exchange(socket_, nullptr); socket != nullptr) {
    socket->detach();
    socket->close(farewell_for(reason));
  }
  host_.ended(*this, reason);
}

void session::finish() {
  const std::string_view detail = extras_ != nullptr ? std::string_view(extras_->detail) : std::string_view();
  tell("on_close", [&](session_handler& told) { told.on_close(*this, reason_, detail); });
}

}  // namespace webchats::engineio
