#include <utility>

#include "engineio/session_extras.hpp"

// From polling to WebSocket: `2probe`, `3probe`, a last poll, `5`.
namespace webchats::engineio {

session::probe_step session::probing() const noexcept {
  return extras_ != nullptr && extras_->upgrade != nullptr ? extras_->upgrade->step : probe_step::none;
}

bool session::is_probe(const websocket& one) const noexcept {
  return probing() != probe_step::none && extras_->upgrade->socket == &one;
}

void session::on_upgrade(websocket& socket) {
  const bool possible = polling_ != nullptr && probing() == probe_step::none && state_ != state::closed &&
                        host_.settings.offered == session_settings::upgrades::websocket;
  if (!possible) {
    socket.detach();
    return socket.close(websocket::farewell::plain);
  }
  more().upgrade = std::make_unique<extras::probe>(*this, socket);
  host_.arm(*extras_->upgrade, deadline_kind::probe);
}

void session::on_probe_frame(message_type type, std::string_view bytes) {
  const bool text = type == message_type::text;
  extras::probe& probe = *extras_->upgrade;
  if (probe.step == probe_step::awaits_probe && text && bytes == "2probe") {
    probe.step = probe_step::awaits_upgrade;
    probe.socket->send(outgoing::make(revision(), packet_type::pong, message_type::text, "probe").frame,
                       net::departure::turn_end);
    // What waits is on its way into the poll already; an idle poll is given back.
    if (polling_->waiting() && polling_->empty()) polling_->answer_only(packet_type::noop);
    return;
  }
  if (probe.step == probe_step::awaits_upgrade && text && bytes.starts_with(digit(packet_type::upgrade))) {
    return complete_upgrade();
  }
  end_probe();
}

/// Ends its deadline; the WebSocket, if it is still there.
websocket* session::forget_probe() noexcept {
  const auto probe = std::move(extras_->upgrade);
  host_.disarm(*probe);
  const bool limited = host_.settings.packets.on() || host_.settings.bytes.on();
  if (!limited) extras_.reset();
  return probe->socket;
}

void session::complete_upgrade() {
  socket_ = forget_probe();
  if (polling_->waiting()) polling_->answer_only(packet_type::noop);
  const auto polled = std::exchange(polling_, nullptr);
  host_.upgrade_ended(session_host::upgrade_result::done);
  for (outgoing& entry : polled->take()) pass_on(std::move(entry));
  if (state_ == state::closing) return end(reason_, {});
  if (state_ == state::closed) return;
  release_held_ping();
  upgraded();
  drained();
}

void session::end_probe() {
  websocket* const socket = forget_probe();
  host_.upgrade_ended(session_host::upgrade_result::failed);
  if (socket != nullptr) {
    socket->detach();
    socket->close(websocket::farewell::plain);
  }
  if (state_ != state::closed) release_held_ping();
}

}  // namespace webchats::engineio
