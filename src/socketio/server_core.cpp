#include "socketio/server_core.hpp"

#include <utility>

#include "net/loop_group.hpp"
#include "socketio/namespace_registry.hpp"
#include "socketio/server_loop.hpp"

namespace webchats::socketio {

server_core::server_core(net::loop_group& group, server_options settings) : loops(group), options(std::move(settings)) {
  for (std::size_t index = 0; index < loops.size(); ++index) {
    homes.push_back(std::make_unique<server_loop>(loops[index], *this));
  }
}

server_core::~server_core() {
  // Sockets hold their namespace, which holds those that are connected and those that may come back.
  for (const auto& nsp : namespaces.all()) {
    if (nsp->registry_->recovery) nsp->registry_->recovery->clear();
    for (const auto& shard : nsp->registry_->shards) shard->clear();
  }
}

}  // namespace webchats::socketio
