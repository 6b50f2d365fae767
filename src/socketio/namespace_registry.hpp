#pragma once

#include <cstddef>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>
#include <boost/unordered/unordered_flat_map.hpp>

#include "socketio/namespace.hpp"
#include "socketio/namespace_shard.hpp"

namespace webchats::socketio {

struct string_hash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
};

/// Text to something, looked up without making a string.
template <typename Value>
using string_map = boost::unordered_flat_map<std::string, Value, string_hash, std::equal_to<>>;

/// What all loops share of a namespace. Read-only once the server listens.
struct namespace_::registry {
  std::string name;
  std::size_t packet_limit = std::numeric_limits<std::size_t>::max();
  std::vector<middleware> middlewares;
  std::vector<std::function<void(socket_ptr)>> connection_handlers;
  std::vector<std::function<void(socket&, disconnect_reason)>> disconnect_handlers;
  std::vector<any_handler> any_handlers;
  string_map<std::vector<event_handler>> event_handlers;
  std::vector<std::unique_ptr<namespace_shard>> shards;  // by the index of the loop
  std::unique_ptr<socketio::adapter> adapter;
};

}  // namespace webchats::socketio
