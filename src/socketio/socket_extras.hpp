#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>
#include <boost/unordered/unordered_flat_map.hpp>

#include "net/loop.hpp"
#include "socketio/ack_timers.hpp"
#include "socketio/encoded_packet.hpp"
#include "socketio/handler_set.hpp"
#include "socketio/socket.hpp"

namespace webchats::socketio {

/// What is needed to find a socket again that comes back over another connection.
struct recovery_state {
  std::string pid;                ///< the secret id of the client
  std::uint64_t began = 0;        ///< the last number before the client's first connection
  std::uint64_t position = 0;     ///< everything up to this number that is for the socket has been sent to it
  net::steady_time sent_at = {};  ///< when that was
  /// Silences: nothing between the two numbers was for the socket. The log may have forgotten what stood there.
  struct silence {
    std::uint64_t from;
    std::uint64_t to;
  };
  std::vector<silence> silences;
  /// The rooms, and the last number before the socket joined each: what was sent to a room earlier is not for it.
  std::map<std::string, std::uint64_t, std::less<>> rooms;
  std::uint64_t ended_at = 0;  ///< the last number its loop had delivered when it left

  /// The event `number` of `time` goes to the client.
  void sent(std::uint64_t number, net::steady_time time) {
    constexpr std::chrono::seconds long_time{10};
    constexpr std::size_t most = 8;
    if (time - sent_at > long_time) {
      if (silences.size() == most) silences.erase(silences.begin());
      silences.push_back({.from = position, .to = number});
    }
    position = number;
    sent_at = time;
  }
};

/// What only few sockets have; made on first use. Lists of handlers are replaced, not changed, so that one which runs
/// may add and remove others.
struct socket::extras {
  template <typename Handler>
  using list = std::shared_ptr<const std::vector<Handler>>;

  struct awaited_ack {
    std::function<void(ack_result)> answer;
    ack_timers::handle timer;
  };
  struct own_handler {
    std::variant<event_handler, async_event_handler> action;
    handler_life how_long = handler_life::always;
    std::uint64_t id = 0;
  };
  /// An event whose turn has not come: another one of the socket is at work.
  struct queued_event {
    arguments values;
    std::optional<std::uint64_t> ack_id;
    std::size_t bytes;
  };
  struct held_packet {
    std::string key;
    packet_form packet;  // JSON without offset
  };

  string_map<list<own_handler>> events;
  std::uint64_t next_handler = 1;
  list<packet_middleware> packets;
  list<any_handler> anys;
  list<outgoing_handler> outgoings;
  std::vector<std::function<void(disconnect_reason)>> disconnectings;
  std::vector<std::function<void(disconnect_reason)>> disconnects;
  list<std::function<void()>> drains;
  list<std::function<void(std::string_view)>> errors;
  boost::unordered_flat_map<std::uint64_t, awaited_ack> acks;
  std::uint64_t next_ack = 0;
  std::vector<std::string> rooms_to_join;  // asked for by middlewares
  std::unique_ptr<recovery_state> recovery;
  std::deque<queued_event> queue;
  std::size_t queued_bytes = 0;
  enum class work : std::uint8_t { idle, busy } handling = work::idle;
  std::vector<held_packet> held;  // see `emit_options::coalesce_key`, oldest key first
};

}  // namespace webchats::socketio
