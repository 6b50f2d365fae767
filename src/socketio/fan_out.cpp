#include "socketio/fan_out.hpp"

#include <algorithm>
#include <utility>

#include "engineio/session.hpp"
#include "socketio/fan_out_pace.hpp"
#include "socketio/room.hpp"

namespace webchats::socketio {
namespace {

// As much shares a write so well that waiting for more would save little.
constexpr std::uint32_t enough_messages = 16;
constexpr std::size_t enough_bytes = std::size_t{16} * 1024;
// How long a room does not wait again when waiting has brought nothing together, first and at most.
constexpr std::chrono::milliseconds first_rest{125};
constexpr std::chrono::milliseconds longest_rest{2'000};

}  // namespace

fan_out::fan_out(room& owner, net::deadline_queue& quiet, fan_out_pace& pace)
    : owner_(owner), quiet_(quiet), pace_(pace) {
  quiet.arm(*this);
}

fan_out::~fan_out() {
  if (holds()) pace_.forget(*this);
}

net::departure fan_out::admit(net::steady_time now, std::size_t bytes) {
  used_ = true;
  if (!holds()) {
    const bool waits = owner_.members.size() >= fewest_to_wait && now != left_ && now - left_ < pace_.longest_wait() &&
                       now >= restless_;
    if (!waits) {
      left_ = now;
      return net::departure::turn_end;
    }
    due_ = left_ + pace_.longest_wait();
    arrivals_ = 0;
    bytes_ = 0;
    pace_.watch(*this);
  }
  if (arrivals_ == 0 || arrived_ != now) ++arrivals_;
  arrived_ = now;
  ++messages_;
  bytes_ += bytes;
  return net::departure::later;
}

void fan_out::given() {
  if (messages_ < enough_messages && bytes_ < enough_bytes) return;
  pace_.forget(*this);
  release(arrived_);
}

void fan_out::release(net::steady_time now) {
  left_ = now;
  messages_ = 0;
  bytes_ = 0;
  // What came in one turn would have left together anyway.
  rest_ = arrivals_ > 1 ? rest_.zero() : std::clamp(2 * rest_, first_rest, longest_rest);
  restless_ = now + rest_;
  for (const member& each : owner_.members) each.session->hasten();
}

void fan_out::on_deadline() {
  if (std::exchange(used_, false) || holds()) return quiet_.arm(*this);
  owner_.outlet.reset();  // this
}

}  // namespace webchats::socketio
