#include <algorithm>

#include "engineio/session.hpp"

// Who is still there. Revision 4: the server pings, measured from the last pong. Revision 3: the client pings.
namespace webchats::engineio {
namespace {

// The silence of a revision 3 client is measured to this; it saves moving a timer for every packet.
constexpr std::chrono::milliseconds silence_grain{10};

}  // namespace

void session::start_ping_interval() {
  beat_ = beat::ping_due;
  due_ = host_.now() + host_.interval(deadline_kind::ping_interval);
  host_.arm(*this, deadline_kind::ping_interval);
}

void session::send_ping() {
  const auto timeout = host_.interval(deadline_kind::ping_timeout);
  // Counted from when the ping was due, so that a busy server does not prolong the session of a dead client; but a
  // client always gets half the time, also from a server that slept.
  due_ = std::max(due_ + timeout, host_.now() + timeout / 2);
  beat_ = beat::pong_due;
  host_.arm(*this, deadline_kind::ping_timeout);
  enqueue(packet_type::ping);
}

void session::note_activity() {
  const auto due = host_.now() + host_.interval(deadline_kind::client_silence);
  if (beat_ == beat::silence && due - due_ < silence_grain) return;
  beat_ = beat::silence;
  due_ = due;
  host_.arm(*this, deadline_kind::client_silence);
}

void session::on_deadline() {
  switch (beat_) {
    case beat::ping_due:
      // A ping must not go into the polling of a client that is about to leave it. The probe's deadline bounds the
      // wait.
      if (probing() == probe_step::none) return send_ping();
      beat_ = beat::ping_held;
      return;
    case beat::pong_due:
    case beat::silence:
      return end(close_reason::ping_timeout, {});
    case beat::drain:
      return end(reason_, "the client did not poll for its goodbye");
    case beat::idle:
    case beat::ping_held:
      return;
  }
}

void session::release_held_ping() {
  if (beat_ == beat::ping_held) send_ping();
}

bool session::expire() {
  if (state_ == state::closed) return true;
  const bool waits_for_client = beat_ == beat::pong_due || beat_ == beat::silence;
  if (!waits_for_client || host_.now() < due_) return false;
  end(close_reason::ping_timeout, {});
  return true;
}

}  // namespace webchats::engineio
