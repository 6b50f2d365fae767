#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "socketio/namespace_directory.hpp"
#include "socketio/server.hpp"
#include "socketio/server_observer.hpp"

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
  std::atomic<server_observer*> observer{nullptr};  ///< null while nobody looks, so that looking costs nothing then
  std::unique_ptr<server_observer> admin;           ///< the server's side of the admin page, if there is one
  namespace_directory namespaces{*this};

  [[nodiscard]] server_observer* watcher() const noexcept { return observer.load(std::memory_order_acquire); }
};

}  // namespace webchats::socketio
