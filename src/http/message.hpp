#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>
#include <boost/asio/awaitable.hpp>

#include "base/shared_buffer.hpp"

namespace webchats::http {

/// Names and values in the order they are sent.
using header_list = std::vector<std::pair<std::string, std::string>>;

/// What a request asks for; `other` is none of those that routes have.
enum class method { get, head, post, put, patch, del, options, other };

/// One complete request: head and body (bounded by the route's limit). A value; may move between loops.
class request {
 public:
  http::method method = method::get;  ///< GET, POST …
  std::string target;                 ///< as sent, e.g. "/socket.io/?EIO=4&transport=polling"
  std::string path;                   ///< percent-decoded and normalised; never contains "..", NUL or an empty segment
  std::string query;                  ///< raw text after '?'
  header_list headers;                ///< names in lower case, values trimmed
  std::string body;                   ///< without its transfer coding
  std::string peer_address;           ///< address of the client, from a trusted proxy's header if configured
  bool keep_alive = true;             ///< the client wants to go on with this connection
  bool upgrade = false;               ///< `Connection: upgrade` with an `Upgrade` header
  bool encrypted = false;             ///< the connection is TLS

  /// First value of the header with this lower-case name.
  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const noexcept;
  /// The client speaks https: by X-Forwarded-Proto where there is one (a proxy sets it, a page cannot), else by the
  /// connection.
  [[nodiscard]] bool secure() const noexcept;
  /// Last value of the query parameter, percent- and plus-decoded.
  [[nodiscard]] std::optional<std::string> parameter(std::string_view name) const;
};

/// Bytes that are too many to be in memory, such as a large file. Immutable; may be read for several answers at once.
class body_source {
 public:
  virtual ~body_source() = default;
  /// Bytes in all.
  [[nodiscard]] virtual std::uint64_t size() const noexcept = 0;
  /// 1 to `most` bytes from `offset`, which is below `size()`; none when they cannot be read. Runs on the connection's
  /// loop and must not block it.
  [[nodiscard]] virtual boost::asio::awaitable<base::shared_buffer> read(std::uint64_t offset, std::size_t most) = 0;
};

/// A part of a source, as the body of an answer.
struct streamed_body {
  std::shared_ptr<body_source> source;  ///< null: the answer's body is in memory
  std::uint64_t first = 0;
  std::uint64_t size = 0;
};

/// One answer. `body` is copied out once; `shared_body`, when set, is sent instead without a copy (static files);
/// `streamed`, when set, is sent instead in parts, each when the client has taken the one before.
struct response {
  unsigned status = 200;            ///< 200 to 599
  header_list headers;              ///< Content-Length, Date and Connection are added by the server
  std::string body;                 ///< of this answer alone
  base::shared_buffer shared_body;  ///< of this answer and of others
  streamed_body streamed{};  ///< bytes that are not in memory; the connection ends early when they cannot be read

  /// Of the body, whichever it is.
  [[nodiscard]] std::uint64_t body_size() const noexcept;

  /// `Content-Type: application/json`, `Cache-Control: no-store`.
  [[nodiscard]] static response json(unsigned status, std::string body);
  /// `Content-Type: text/plain; charset=utf-8`.
  [[nodiscard]] static response text(unsigned status, std::string body);
};

}  // namespace webchats::http
