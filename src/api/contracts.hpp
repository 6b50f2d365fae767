#pragma once

#include <cstddef>
#include <memory>

#include "api/notice_gate.hpp"
#include "api/services.hpp"

namespace webchats::http {
class request;
class router;
}  // namespace webchats::http
namespace webchats::net {
class loop_group;
}
namespace webchats::socketio {
class server;
}

namespace webchats::api {

/// The largest payload of a client, by its Engine.IO handshake: for `engineio::server_options::max_payload_for`.
/// 4 MiB of image in base64 for the protocol revision of the original's clients, 1 MB for all others.
[[nodiscard]] std::size_t max_payload_for(const http::request& handshake);

/// What the bridge stands on. Everything outlives the loops' threads.
struct dependencies {
  net::loop_group& loops;
  http::router& routes;
  socketio::server& sockets;
  notice_gate& notices;
  api::services services;
  file_source files;
  api::options options{};
};

/// Both contracts, installed: `/api/v1`, `/files` and namespace `/chat`; `/api` and namespace `/`.
/// Construct it before the server listens and the loops run; destroy it when their threads have ended.
class contracts {
 public:
  explicit contracts(dependencies parts);
  ~contracts();
  contracts(const contracts&) = delete;
  contracts& operator=(const contracts&) = delete;

 private:
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace webchats::api
