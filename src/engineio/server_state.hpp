#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <vector>

#include "engineio/handshake_limiter.hpp"
#include "engineio/refusal.hpp"
#include "engineio/request_parameters.hpp"
#include "engineio/server.hpp"
#include "engineio/session_id.hpp"
#include "engineio/setup.hpp"
#include "http/router.hpp"

namespace webchats::engineio {

struct upgrade_request;

/// A request of the path and the right to answer it.
struct arrival {
  http::request request;
  http::responder responder;
  request_parameters parameters;

  [[nodiscard]] bool is_handshake() const noexcept { return parameters.sid.empty(); }
};

/// Everything behind the server. Its functions are called on the loop of a request.
struct server::state {
  state(net::loop_group& loops, server_options given, accept_handler accepts);
  ~state();

  void receive(http::request request, http::responder responder);
  /// Serves a request that nobody refuses.
  void proceed(arrival asked);
  void refuse(const http::request& request, http::responder responder, const refusal& why);
  /// Completes the answer to a request whose body was not taken.
  void complete_refusal(const http::request& head, http::response& answer);
  [[nodiscard]] std::size_t body_limit(const http::request& head);
  [[nodiscard]] std::size_t sessions() const noexcept;

  server_setup setup;
  handshake_limiter handshakes;
  std::vector<std::unique_ptr<shard>> shards;
  std::atomic<bool> closing{false};

 private:
  [[nodiscard]] shard& here() const;
  [[nodiscard]] shard* owner_of(const session_id& id) const noexcept;
  [[nodiscard]] std::optional<refusal> check_rate(const http::request& request);
  [[nodiscard]] std::optional<refusal> check_room() const;
  void serve_http(arrival asked);
  void serve_upgrade(arrival asked);
  void hand_over(shard& owner, session_id id, const net::stream_ptr& stream, upgrade_request asked);
};

}  // namespace webchats::engineio
