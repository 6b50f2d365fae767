#include "socketio/local_adapter.hpp"

#include <memory>

#include "net/loop.hpp"
#include "socketio/guard.hpp"
#include "socketio/namespace_registry.hpp"

namespace webchats::socketio {

void local_adapter::on_every_loop(const std::function<void(namespace_shard&)>& task) {
  const net::loop* here = net::loop::current();
  namespace_shard* own = nullptr;
  for (const auto& shard : owner_.registry_->shards) {
    if (&shard->loop() == here) {
      own = shard.get();
    } else if (shard->count() > 0) {
      shard->loop().post(
          [task, target = shard.get()] { guarded(target->parent().name(), "broadcast", [&] { task(*target); }); });
    }
  }
  if (own != nullptr) task(*own);
}

void local_adapter::emit(const audience& who, delivery mode, std::string_view event, const arguments& values) {
  struct job {
    audience who;
    delivery mode;
    encoded_packet packet;
  };
  const auto work = std::make_shared<const job>(who, mode, encode_event(owner_.name(), event, values));
  on_every_loop([work](namespace_shard& shard) { shard.emit(work->who, work->mode, work->packet); });
}

void local_adapter::sockets_join(const audience& who, const std::string& room) {
  on_every_loop([who, room](namespace_shard& shard) { shard.sockets_join(who, room); });
}

void local_adapter::sockets_leave(const audience& who, const std::string& room) {
  on_every_loop([who, room](namespace_shard& shard) { shard.sockets_leave(who, room); });
}

void local_adapter::disconnect_sockets(const audience& who, underlying connection) {
  on_every_loop([who, connection](namespace_shard& shard) { shard.disconnect_sockets(who, connection); });
}

}  // namespace webchats::socketio
