#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "chat/outcome.hpp"
#include "chat/types.hpp"

namespace webchats::api {

/// A connection of namespace `/chat`, as administrators see it.
struct live_connection {
  chat::user user;
  std::string device;     ///< what its program calls itself
  std::string transport;  ///< "polling" or "websocket"
  std::string address;
  chat::instant since;
  std::size_t rooms = 0;
};

/// All of them, or the first `limit`.
struct live_connections {
  std::size_t total = 0;
  std::vector<live_connection> first;
};

/// Asks every loop.
using census = std::function<chat::flow<live_connections>(std::size_t limit)>;

}  // namespace webchats::api
