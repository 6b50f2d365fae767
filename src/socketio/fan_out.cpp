#include "socketio/fan_out.hpp"

#include <utility>

#include "socketio/room.hpp"

namespace webchats::socketio {

fan_out::fan_out(room& owner, net::deadline_queue& quiet) : owner_(owner), quiet_(quiet) { quiet.arm(*this); }

void fan_out::on_deadline() {
  if (std::exchange(used_, false)) return quiet_.arm(*this);
  owner_.outlet.reset();  // this
}

}  // namespace webchats::socketio
