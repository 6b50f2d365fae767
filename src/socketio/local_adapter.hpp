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

  void emit(const audience& who, const emit_options& how, std::string_view event, const arguments& values) override;
  void emit_with_ack(const audience& who, const emit_options& how, std::string_view event, const arguments& values,
                     std::chrono::milliseconds timeout, std::function<void(broadcast_answers)> done) override;
  void sockets_join(const audience& who, const std::string& room) override;
  void sockets_leave(const audience& who, const std::string& room) override;
  void disconnect_sockets(const audience& who, underlying connection) override;
  void fetch_sockets(const audience& who, reach scope, std::function<void(std::vector<remote_socket>)> done) override;
  /// There is no other server: `done` gets an empty list at once.
  void server_side_emit(std::string_view event, const arguments& values, std::chrono::milliseconds timeout,
                        std::function<void(std::vector<arguments>)> done) override;

 private:
  void on_every_loop(const std::function<void(namespace_shard&)>& task);
  /// Asks every loop that has sockets; `ask` is given a function to call once with that loop's part.
  template <typename Result>
  void gather(std::function<void(namespace_shard&, std::function<void(Result)>)> ask, std::function<void(Result)> done);

  namespace_& owner_;
};

}  // namespace webchats::socketio
