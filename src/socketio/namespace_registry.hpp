#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "socketio/deduplicator.hpp"
#include "socketio/handler_set.hpp"
#include "socketio/namespace.hpp"
#include "socketio/namespace_shard.hpp"
#include "socketio/recovery_log.hpp"
#include "socketio/room_watch.hpp"
#include "socketio/server_core.hpp"

namespace webchats::socketio {

/// What all loops share of a namespace. Read-only once the server listens, but for what guards itself.
struct namespace_::registry {
  /// Of a namespace that a pattern made: it goes with its last socket.
  enum class origin : std::uint8_t { named, pattern, made_by_pattern };

  registry(std::string given, server_core& shared) : name(std::move(given)), core(shared) {}

  std::string name;
  server_core& core;
  origin made_as = origin::named;
  std::shared_ptr<handler_set> handlers;
  std::vector<std::unique_ptr<namespace_shard>> shards;  // by the index of the loop
  std::unique_ptr<socketio::adapter> adapter;
  std::unique_ptr<recovery_log> recovery;  // null when off
  room_watch rooms;
  deduplicator repeated;
  std::atomic<std::uint64_t> next_broadcast_ack{0};
  std::size_t visitors = 0;  // sockets of any state, when made by a pattern; guarded by the directory
};

}  // namespace webchats::socketio
