#include "engineio/websocket_link.hpp"

#include <string>
#include <utility>

#include "engineio/session.hpp"

namespace webchats::engineio {
namespace {

/// A client that left, or one that broke the rules of the connection.
close_reason reason_of(ws::close_code code, net::close_cause cause) noexcept {
  if (code == ws::close_code::abnormal && cause == net::close_cause::slow_consumer) return close_reason::slow_consumer;
  switch (code) {
    case ws::close_code::protocol_error:
    case ws::close_code::invalid_payload:
    case ws::close_code::policy:
    case ws::close_code::too_big:
    case ws::close_code::internal_error:
      return close_reason::transport_error;
    default:
      return close_reason::transport_close;
  }
}

}  // namespace

static_assert(sizeof(websocket_link) <= 40, "ten thousand idle sessions stay small");

void websocket_link::hold(net::deadline_queue& queue, std::size_t limit) {
  held_ = std::make_unique<held_frames>(*this, limit);
  queue.arm(*held_);
}

void websocket_link::release() {
  const auto held = std::move(held_);
  for (net::chunk& frame : held->frames) send(std::move(frame), net::departure::turn_end);
  if (held->last) close(*held->last);
  if (session_ != nullptr && writable()) session_->on_websocket_drained(*this);
}

send_outcome websocket_link::send(net::chunk frame, net::departure when) {
  if (connection_ == nullptr || !connection_->stream().open()) return send_outcome::closed;
  if (held_ != nullptr) {
    if (!held_->frames.empty() && held_->bytes + frame.size() > held_->limit) return send_outcome::over_limit;
    held_->bytes += frame.size();
    held_->frames.push_back(std::move(frame));
    return send_outcome::queued;
  }
  if (connection_->send_frame(std::move(frame), when)) return send_outcome::queued;
  // A connection in its closing handshake refuses and lives; one that is too slow is dropped there and then.
  return connection_->stream().open() ? send_outcome::closed : send_outcome::over_limit;
}

void websocket_link::hasten() {
  if (connection_ != nullptr) connection_->stream().hasten();
}

void websocket_link::close(farewell words) {
  if (connection_ == nullptr) return;
  if (held_ != nullptr) {
    held_->last = words;
    return;
  }
  switch (words) {
    case farewell::plain:
      return connection_->close(ws::close_code::no_status);
    case farewell::going_away:
      return connection_->close(ws::close_code::going_away);
    case farewell::rate_limited:
      return connection_->close(ws::close_code::policy, to_string(close_reason::rate_limited));
  }
}

std::size_t websocket_link::pending() const noexcept {
  if (connection_ == nullptr) return 0;
  return (held_ != nullptr ? held_->bytes : 0) + connection_->stream().pending();
}

bool websocket_link::writable() const noexcept {
  return connection_ != nullptr && held_ == nullptr && !connection_->stream().blocked();
}

void websocket_link::on_open(ws::connection& self) { connection_ = &self; }

void websocket_link::on_message(ws::connection&, ws::message_type type, std::span<char> payload) {
  if (session_ == nullptr) return;
  const auto kind = type == ws::message_type::text ? message_type::text : message_type::binary;
  session_->on_frame(*this, kind, {payload.data(), payload.size()});
}

void websocket_link::on_close(ws::connection& self, ws::close_code code, std::string_view reason) {
  connection_ = nullptr;
  held_.reset();
  session* const owner = std::exchange(session_, nullptr);
  if (owner == nullptr) return;
  if (code == ws::close_code::too_big) owner->note_oversized();
  std::string detail = "websocket closed with " + std::to_string(static_cast<unsigned>(code));
  if (!reason.empty()) detail.append(": ").append(reason);
  owner->on_websocket_closed(*this, reason_of(code, self.cause()), detail);
}

void websocket_link::on_drain(ws::connection&) {
  if (session_ != nullptr) session_->on_websocket_drained(*this);
}

}  // namespace webchats::engineio
