#pragma once

#include <cstddef>
#include <memory>
#include <optional>

#include "net/deadline.hpp"
#include "socketio/namespace.hpp"
#include "socketio/recovered_session.hpp"
#include "socketio/socket.hpp"

namespace webchats::socketio {

class client;

/// A socket on its way through the middlewares of its namespace. Owned by the client; lives on its loop. The functions
/// given to the middlewares only observe it.
class connect_attempt final : public net::deadline, public std::enable_shared_from_this<connect_attempt> {
 public:
  connect_attempt(client& owner, socket_ptr candidate) : owner_(owner), candidate_(std::move(candidate)) {}

  /// Calls the next middleware, or accepts the socket after the last. The attempt may be destroyed by this call.
  void advance();
  /// First gets what another socket leaves to this one, from the loop of that. What the client says it has got is in
  /// `from`. The attempt may be destroyed by this call.
  void take_over(std::string pid, recovery_log::session claimed, recovered_session from);
  void on_deadline() override;

  [[nodiscard]] const socket_ptr& candidate() const noexcept { return candidate_; }

 private:
  [[nodiscard]] next_function continuation();
  void answered(std::size_t step, const std::optional<connect_error>& error);
  void recovered(recovered_session from);

  client& owner_;
  socket_ptr candidate_;
  std::unique_ptr<recovered_session> from_;  // null for a new socket
  std::size_t step_ = 0;                     // the middleware to be called next; answers to earlier ones are too late
};

}  // namespace webchats::socketio
