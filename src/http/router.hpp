#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"
#include "net/stream.hpp"

namespace webchats::http {

class connection;

/// The right to answer one request, exactly once, on the loop of its connection. Move-only.
/// Dropped unanswered, it answers 500. When the client is gone, `send` does nothing.
class responder {
 public:
  responder() noexcept;
  responder(responder&&) noexcept;
  responder& operator=(responder&&) noexcept;
  ~responder();

  void send(response answer);

  /// Called once, on the loop, if the client goes away before the answer (an aborted long poll).
  void on_abort(std::function<void()> action);

  /// Ends HTTP on this connection and hands its stream over, for an upgrade. `rest` receives bytes that followed the
  /// request head. After it the caller writes its own 101 and calls `stream::set_handler`. Null when the client is gone.
  [[nodiscard]] net::stream_ptr take_stream(std::string& rest);

  /// The loop of the connection; valid as long as the loop lives, also after the client has gone.
  [[nodiscard]] net::loop& loop() const noexcept;
  [[nodiscard]] bool alive() const noexcept;

 private:
  friend class connection;
  struct state;
  std::shared_ptr<state> state_;
};

/// Answers later, through the responder.
using handler = std::function<void(request, responder)>;
/// Answers as a coroutine on the connection's loop.
using coroutine_handler = std::function<boost::asio::awaitable<response>(request)>;

struct route_options {
  std::size_t body_limit = 64 * 1024;  ///< bytes; more is 413 and the connection is closed
};

/// Path patterns to handlers. `{name}` matches one segment. Filled before the server starts, read-only afterwards.
class router {
 public:
  void add(method verb, std::string pattern, handler action, route_options options = {});
  void add(method verb, std::string pattern, coroutine_handler action, route_options options = {});
  /// Every request (any method, upgrades too) whose path starts with `prefix`.
  void mount(std::string prefix, handler action, route_options options = {});
  /// What answers when nothing else matches (the page); default 404.
  void otherwise(handler action);
  /// Headers put on every answer (security headers).
  void always(std::string name, std::string value);

  /// Value of `{name}` in the pattern that matched `path`.
  [[nodiscard]] static std::string_view segment(std::string_view pattern, std::string_view path, std::string_view name) noexcept;
  // Lookup is used by `connection`.
};

}  // namespace webchats::http
