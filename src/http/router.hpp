#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>
#include <boost/asio/awaitable.hpp>

#include "http/message.hpp"
#include "net/stream.hpp"

namespace webchats::http {

class connection;

/// The right to answer one request, exactly once, on the loop of its connection. Move-only.
/// Dropped unanswered, it answers 500. When the client is gone, `send` does nothing.
class responder {
 public:
  /// Made by the server; the one that is moved from has nothing to answer any more.
  responder() noexcept;
  responder(responder&&) noexcept;
  responder& operator=(responder&&) noexcept;
  ~responder();

  /// Answers. Any thread.
  void send(response answer);

  /// Called once, on the loop, if the client goes away before the answer (an aborted long poll). A client that closes
  /// only its sending half counts as gone for a request that asks here; any other request is still answered.
  void on_abort(std::function<void()> action);

  /// Ends HTTP on this connection and hands its stream over, for an upgrade. `rest` receives bytes that followed the
  /// request head. After it the caller writes its own 101 and calls `stream::set_handler`. Null when the client is
  /// gone.
  [[nodiscard]] net::stream_ptr take_stream(std::string& rest);

  /// The loop of the connection; valid as long as the loop lives, also after the client has gone. Not after `send`.
  [[nodiscard]] net::loop& loop() const noexcept;
  /// The request waits for its answer, and its client is still there.
  [[nodiscard]] bool alive() const noexcept;

 private:
  friend class connection;
  struct state;
  explicit responder(std::shared_ptr<state> shared) noexcept;
  std::shared_ptr<state> state_;
};

/// Answers later, through the responder.
using handler = std::function<void(request, responder)>;
/// Answers as a coroutine on the connection's loop.
using coroutine_handler = std::function<boost::asio::awaitable<response>(request)>;

/// Puts what the server answers by itself, and closes the connection after, into another shape: JSON, CORS headers,
/// counters. On the connection's loop.
using refusal_completion = std::function<void(const request&, response&)>;

/// What holds for the requests of one route.
struct route_options {
  std::size_t body_limit = std::size_t{64} * 1024;  ///< bytes; more is 413 and the connection is closed
  /// When set, gives the limit for one request instead; called with the head, before the body is read.
  std::function<std::size_t(const request&)> body_limit_for = {};
  /// When set, completes the answer to a request whose body is not taken (400, 408, 413, 415, 417, 503) and whose
  /// handler is therefore never called. Called with the head. When not set, `complete_refusals` does.
  refusal_completion on_body_refused = {};
};

/// Path patterns to handlers. `{name}` matches one segment. Filled before the server starts, read-only afterwards.
class router {
 public:
  /// Requests of this method whose path is like `pattern`.
  void add(method verb, std::string pattern, handler action, route_options options = {});
  void add(method verb, std::string pattern, coroutine_handler action, route_options options = {});
  /// Every request (any method, upgrades too) whose path starts with `prefix`; without a slash at its end `prefix` is
  /// also the whole path, and never a part of a segment.
  void mount(std::string prefix, handler action, route_options options = {});
  /// Completes every answer to a request whose path starts with `prefix` and which no handler sees: its head cannot be
  /// read (400, 414, 431, 501, 505) or does not end (408), its client has too many connections (429), its path is none
  /// (400, 404), or its body is not taken. The request is as far as it was read: some headers may be missing, and the
  /// target may be cut short.
  void complete_refusals(std::string prefix, refusal_completion complete);
  /// What answers when nothing else matches (the page); default 404.
  void otherwise(handler action);
  /// Headers put on every answer (security headers).
  void always(std::string name, std::string value);

  /// Value of `{name}` in the pattern that matched `path`.
  [[nodiscard]] static std::string_view segment(std::string_view pattern, std::string_view path,
                                                std::string_view name) noexcept;

  /// A handler and its options.
  struct route {
    std::variant<handler, coroutine_handler> action;  ///< answers
    route_options options;                            ///< what it may get
  };
  /// What a request leads to: a route, or the status to answer with (`allow` lists the methods then).
  struct match {
    const route* found = nullptr;  ///< null: refused with `status`
    unsigned status = 200;         ///< 404, 405, or 204 for OPTIONS
    std::string allow = {};        ///< methods, for the header of that name
  };
  /// HEAD is served by GET. 405 with `allow` when only the method is wrong; 204 with `allow` for an OPTIONS request
  /// that no handler wants.
  [[nodiscard]] match find(const request& wanted) const;
  /// Calls what `complete_refusals` was given for the path of `refused`, if anything.
  void complete(const request& refused, response& answer) const;

  /// Lower-case names and whole header lines of `always`.
  [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& always_lines() const noexcept {
    return always_;
  }

 private:
  struct pattern {
    std::string text;
    std::vector<std::pair<method, route>> verbs;
  };
  struct mounted {
    std::string prefix;
    route target;
  };
  void insert(method verb, std::string text, route added);

  std::vector<pattern> patterns_;
  std::vector<mounted> mounts_;
  std::vector<std::pair<std::string, refusal_completion>> completions_;
  std::unique_ptr<route> otherwise_;
  std::vector<std::pair<std::string, std::string>> always_;
};

}  // namespace webchats::http
