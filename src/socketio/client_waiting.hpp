#pragma once

#include <memory>
#include <string>
#include <vector>

#include "net/deadline.hpp"
#include "socketio/client.hpp"
#include "socketio/connect_attempt.hpp"
#include "socketio/reassembly.hpp"

namespace webchats::socketio {

/// What a client may wait for; most clients wait for nothing.
struct client::waiting {
  struct connect_deadline final : net::deadline {
    explicit connect_deadline(client& c) : owner(c) {}
    void on_deadline() override { owner.on_connect_timeout(); }
    client& owner;
  };

  explicit waiting(client& owner) : connect(owner) {}
  [[nodiscard]] bool for_nothing() const { return !connect.armed() && attempts.empty() && !assembly && left.empty(); }

  std::shared_ptr<const handshake_request> request;  // sockets have it, but there may be none
  connect_deadline connect;
  std::vector<std::shared_ptr<connect_attempt>> attempts;
  std::unique_ptr<reassembly> assembly;
  std::vector<std::string> left;  // namespaces that the server has left, and the client may not know it yet
};

}  // namespace webchats::socketio
