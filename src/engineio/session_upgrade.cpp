#include <utility>

#include "engineio/session.hpp"

// From polling to WebSocket: `2probe`, `3probe`, a last poll, `5`.
namespace webchats::engineio {

void session::on_upgrade(websocket& socket) {
  const bool possible = polling_ != nullptr && probe_step_ == probe_step::none && state_ != state::closed &&
                        settings_.offered == session_settings::upgrades::websocket;
  if (!possible) {
    socket.detach();
    return socket.close(websocket::farewell::plain);
  }
  probe_ = &socket;
  probe_step_ = probe_step::awaits_probe;
  host_.arm(probe_timer_, deadline_kind::probe);
}

void session::on_probe_frame(message_type type, std::string_view bytes) {
  const bool text = type == message_type::text;
  if (probe_step_ == probe_step::awaits_probe && text && bytes == "2probe") {
    probe_step_ = probe_step::awaits_upgrade;
    probe_->send(outgoing::make(revision(), packet_type::pong, message_type::text, "probe").frame);
    // What waits is on its way into the poll already; an idle poll is given back.
    if (polling_->waiting() && polling_->empty()) polling_->answer_only(packet_type::noop);
    return;
  }
  if (probe_step_ == probe_step::awaits_upgrade && text && bytes.starts_with(digit(packet_type::upgrade))) {
    return complete_upgrade();
  }
  end_probe();
}

void session::complete_upgrade() {
  host_.disarm(probe_timer_);
  probe_step_ = probe_step::none;
  socket_ = std::exchange(probe_, nullptr);
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
  host_.disarm(probe_timer_);
  probe_step_ = probe_step::none;
  host_.upgrade_ended(session_host::upgrade_result::failed);
  if (websocket* const socket = std::exchange(probe_, nullptr); socket != nullptr) {
    socket->detach();
    socket->close(websocket::farewell::plain);
  }
  if (state_ != state::closed) release_held_ping();
}

}  // namespace webchats::engineio
