#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "engineio/protocol.hpp"
#include "http/message.hpp"

namespace webchats::socketio {

/// What is kept of the HTTP request that opened an Engine.IO connection: one block of text, shared by every namespace
/// of the connection, immutable.
class handshake_request {
 public:
  /// Keeps the address, path and query, and those headers of `request` whose lower-case names are in `kept_headers`.
  /// `number` is that of the connection.
  handshake_request(const http::request& request, engineio::protocol revision,
                    std::span<const std::string> kept_headers, std::uint64_t number);

  /// First value of the header with this lower-case name; only headers named in `server_options::handshake_headers` are
  /// kept.
  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const;
  /// Name and first value of every header kept.
  [[nodiscard]] std::vector<std::pair<std::string_view, std::string_view>> headers() const;
  /// Last value of the query parameter, percent- and plus-decoded.
  [[nodiscard]] std::optional<std::string> parameter(std::string_view name) const;
  /// Path and query, as in "/socket.io/?EIO=4&transport=polling".
  [[nodiscard]] std::string_view url() const noexcept;
  /// Raw text after '?'.
  [[nodiscard]] std::string_view query() const noexcept;
  /// The client's address (from a trusted proxy's header if configured).
  [[nodiscard]] std::string_view peer_address() const noexcept;
  /// The client speaks https or wss.
  [[nodiscard]] bool secure() const noexcept { return secure_; }
  /// Of Engine.IO, as the client speaks it.
  [[nodiscard]] engineio::protocol revision() const noexcept { return revision_; }
  /// Names the connection on this server, as the secret Engine.IO id does, but is none: it may be shown.
  [[nodiscard]] std::uint64_t number() const noexcept { return number_; }
  /// When it came.
  [[nodiscard]] std::chrono::system_clock::time_point time() const noexcept { return time_; }

 private:
  // Address, path and query, then name and value of each header, each ended by NUL, and one NUL more.
  std::unique_ptr<const char[]> text_;
  std::chrono::system_clock::time_point time_;
  std::uint64_t number_;
  std::uint32_t query_begin_;  // in the text
  engineio::protocol revision_;
  bool secure_;
};

/// What a client said when it connected to a namespace.
struct handshake {
  /// v5: the payload of CONNECT, an object or null; v4: the query of the namespace as an object of strings, or null.
  boost::json::value auth;
  /// The request that opened the connection; never null.
  std::shared_ptr<const handshake_request> request;
};

/// `socket.handshake` as the reference server writes it: headers (those kept), time, address, xdomain, secure, issued
/// (milliseconds since 1970), url, query (a name that comes several times has an array), auth.
[[nodiscard]] boost::json::object to_json(const handshake& said);

}  // namespace webchats::socketio
