#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "socketio/adapter.hpp"

namespace webchats::socketio {

class namespace_;
class namespace_shard;

/// The adapter of one process: encodes once, and hands the work to each loop that has sockets. The calling loop's own
/// sockets are served at once, the others by one post per loop.
class local_adapter final : public adapter {
 public:
  explicit local_adapter(namespace_& owner) : owner_(owner) {}

  void emit(const audience& who, delivery mode, std::string_view event, const arguments& values) override;
  void sockets_join(const audience& who, const std::string& room) override;
  void sockets_leave(const audience& who, const std::string& room) override;
  void disconnect_sockets(const audience& who, underlying connection) override;

 private:
  void on_every_loop(const std::function<void(namespace_shard&)>& task);

  namespace_& owner_;
};

}  // namespace webchats::socketio
