#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>
#include <boost/unordered/unordered_flat_map.hpp>

#include "socketio/ack_timers.hpp"
#include "socketio/namespace_registry.hpp"
#include "socketio/socket.hpp"

namespace webchats::socketio {

/// What only few sockets have; made on first use. Lists of handlers are replaced, not changed, so that one which runs
/// may add and remove others.
struct socket::listeners {
  template <typename Handler>
  using list = std::shared_ptr<const std::vector<Handler>>;

  struct awaited_ack {
    std::function<void(std::optional<arguments>)> answer;
    ack_timers::handle timer;
  };

  string_map<list<event_handler>> events;
  list<any_handler> any;
  std::vector<std::function<void(disconnect_reason)>> disconnects;
  boost::unordered_flat_map<std::uint64_t, awaited_ack> acks;
  std::uint64_t next_ack = 0;
  std::vector<std::string> rooms_to_join;  // asked for by middlewares
};

}  // namespace webchats::socketio
