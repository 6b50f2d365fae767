#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <boost/asio/awaitable.hpp>

#include "api/sockets/registry.hpp"
#include "chat/accounts.hpp"

namespace webchats::api {

/// Ends the sessions of one loop's sockets when their time is over: within two seconds. Costs nothing until the first
/// of them ends. Lives on its loop.
class expiry {
 public:
  /// The identity of a socket; null when it is nobody's.
  using reader = std::function<const chat::identity*(const socketio::socket&)>;
  using action = std::function<void(const chat::session_revoked&)>;

  /// A socket of this identity was registered.
  void note(const chat::identity& who) noexcept { soonest_ = std::min(soonest_, who.expires); }

  /// Looks again and again; hands every session that is over to `ended`. Runs until it is cancelled.
  [[nodiscard]] static boost::asio::awaitable<void> watch(expiry* self, const registry* people,
                                                          const chat::accounts* accounts, reader who, action ended);

 private:
  chat::instant soonest_ = chat::instant::max();
};

}  // namespace webchats::api
