#pragma once

#include <memory>
#include <vector>

#include "socketio/namespace_directory.hpp"
#include "socketio/server.hpp"

namespace webchats::net {
class loop_group;
}

namespace webchats::socketio {

struct server_loop;

/// What all parts of one server share. Outlives them, and the loops' threads.
struct server_core {
  server_core(net::loop_group& group, server_options settings);
  ~server_core();
  server_core(const server_core&) = delete;
  server_core& operator=(const server_core&) = delete;

  net::loop_group& loops;
  const server_options options;
  std::vector<std::unique_ptr<server_loop>> homes;  ///< by the index of the loop
  namespace_directory namespaces{*this};
};

}  // namespace webchats::socketio
