#pragma once

#include <cstdint>

#include "net/deadline.hpp"
#include "net/loop.hpp"
#include "net/loop_group.hpp"
#include "net/task_group.hpp"
#include "socketio/ack_timers.hpp"
#include "socketio/fan_out_pace.hpp"
#include "socketio/loop_counters.hpp"
#include "socketio/server_core.hpp"

namespace webchats::socketio {

/// What the clients of one loop share: the server, the loop's deadlines, counters and running handlers.
struct server_loop {
  server_loop(net::loop& owner, server_core& shared)
      : loop(owner),
        core(shared),
        connects(owner, shared.options.connect_timeout),
        attachments(owner, shared.options.attachment_timeout),
        quiet_rooms(owner, std::chrono::seconds(1)),
        acks(owner),
        pace(owner, shared.options.fan_out_pace) {}

  /// Numbers connections, over all loops: no two of a server have the same.
  [[nodiscard]] std::uint64_t next_connection() noexcept { return ++connections * core.loops.size() + loop.index(); }
  [[nodiscard]] const server_options& options() const noexcept { return core.options; }

  net::loop& loop;
  server_core& core;
  net::deadline_queue connects;     ///< to join a namespace; for middlewares to answer
  net::deadline_queue attachments;  ///< for the attachments of a packet to arrive
  net::deadline_queue quiet_rooms;  ///< for a room's `fan_out` to see another message
  ack_timers acks;
  fan_out_pace pace;
  loop_counters counters{};
  std::uint64_t connections = 0;                         ///< made on this loop
  net::task_group handlers{loop, "socket.io handlers"};  ///< coroutines of events
};

}  // namespace webchats::socketio
