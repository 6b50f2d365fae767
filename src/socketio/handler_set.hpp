#pragma once

#include <cstddef>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>
#include <boost/unordered/unordered_flat_map.hpp>

#include "socketio/namespace.hpp"

namespace webchats::socketio {

struct string_hash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
};

/// Text to something, looked up without making a string.
template <typename Value>
using string_map = boost::unordered_flat_map<std::string, Value, string_hash, std::equal_to<>>;

/// What an application has set on a namespace. Read-only once the server listens; the namespaces that a pattern makes
/// share that of the pattern.
struct handler_set {
  struct deduplication {
    namespace_::key_function key;
    std::chrono::milliseconds window;
  };

  std::size_t packet_limit = std::numeric_limits<std::size_t>::max();
  std::vector<middleware> middlewares;
  std::vector<packet_middleware> packet_middlewares;
  std::vector<std::function<void(socket_ptr)>> connections;
  std::vector<std::function<void(socket&, disconnect_reason)>> disconnectings;
  std::vector<std::function<void(socket&, disconnect_reason)>> disconnects;
  std::vector<namespace_::any_handler> anys;
  std::vector<namespace_::outgoing_handler> outgoings;
  std::vector<std::function<void(socket&)>> upgrades;
  std::vector<std::function<void(socket&, std::string_view)>> errors;
  std::vector<std::function<void(const room_event&)>> room_events;
  string_map<std::vector<std::variant<namespace_::event_handler, namespace_::async_event_handler>>> events;
  string_map<std::vector<namespace_::server_side_handler>> server_side;
  string_map<deduplication> deduplications;
};

}  // namespace webchats::socketio
