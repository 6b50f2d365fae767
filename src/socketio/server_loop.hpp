#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "net/deadline.hpp"
#include "net/loop.hpp"
#include "socketio/ack_timers.hpp"
#include "socketio/namespace.hpp"
#include "socketio/server.hpp"

namespace webchats::socketio {

/// Namespaces by name. Filled before the server listens, read-only afterwards.
using namespace_map = std::map<std::string, std::unique_ptr<namespace_>, std::less<>>;

/// What the clients of one loop share: options, namespaces and the loop's deadlines.
struct server_loop {
  server_loop(net::loop& owner, const server_options& settings, const namespace_map& all)
      : loop(owner),
        options(settings),
        namespaces(all),
        connects(owner, settings.connect_timeout),
        attachments(owner, settings.attachment_timeout),
        acks(owner) {}

  net::loop& loop;
  const server_options& options;
  const namespace_map& namespaces;
  net::deadline_queue connects;     ///< to join a namespace; for middlewares to answer
  net::deadline_queue attachments;  ///< for the attachments of a packet to arrive
  ack_timers acks;
};

}  // namespace webchats::socketio
