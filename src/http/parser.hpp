#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <llhttp.h>

#include "http/framing_guard.hpp"
#include "http/message.hpp"

namespace webchats::http {

/// Why a request cannot be read; the connection answers with `status_of` and closes.
enum class parse_error : std::uint8_t {
  malformed,                ///< 400: grammar, framing, or two ways to read the length
  head_too_large,           ///< 431: head bytes or header count
  target_too_long,          ///< 414
  body_too_large,           ///< 413
  unknown_transfer_coding,  ///< 501: a Transfer-Encoding other than chunked
  unsupported_version,      ///< 505: not HTTP/1.0 or 1.1
};

[[nodiscard]] unsigned status_of(parse_error error) noexcept;

struct parser_limits {
  std::size_t head = std::size_t{16} * 1024;   ///< bytes of request line and headers, and again of all trailers
  std::size_t headers = 100;                   ///< header fields, trailers included
  std::size_t target = std::size_t{8} * 1024;  ///< bytes of the request target
  std::size_t chunk_line = 256;                ///< bytes of one chunk size with its extensions
};

/// Bytes of one connection to requests, one after the other. No sockets, no clock.
///
/// llhttp in strict mode reads; a `framing_guard` before it and the checks here refuse everything that another HTTP
/// reader in front of this one could understand differently (RFC 9112 §6.3, §11.2): both lengths, a repeated length or
/// Host, any transfer coding but one `chunked`, folded lines, bare CR or LF.
class parser {
 public:
  enum class event : std::uint8_t {
    more,      ///< all bytes are consumed, the request is not complete
    head,      ///< request line and headers are here: look at `head()`, call `limit_body`, feed the rest
    complete,  ///< the request is here: `take` it
  };
  struct step {
    event what;
    std::size_t consumed;
  };

  explicit parser(const parser_limits& limits);
  parser(const parser&) = delete;
  parser& operator=(const parser&) = delete;
  ~parser() = default;

  /// Reads up to the next event. After an error nothing more may be fed. Feed the bytes after `consumed` again, also
  /// when there are none: a request without a body is complete without another byte.
  [[nodiscard]] std::expected<step, parse_error> feed(std::string_view bytes);

  /// The request so far: whole from `head` until `take`; before, and after an error, what was read of it. `path` is
  /// still empty: the target is not looked at here.
  [[nodiscard]] request& head() noexcept { return request_; }
  /// A body follows.
  [[nodiscard]] bool has_body() const noexcept;
  /// The client waits for `100 Continue` before it sends the body.
  [[nodiscard]] bool expects_continue() const noexcept { return expects_continue_; }
  /// At most this many bytes of body. Error when the announced length is already more.
  [[nodiscard]] std::expected<void, parse_error> limit_body(std::size_t bytes) noexcept;

  [[nodiscard]] std::size_t body_limit() const noexcept { return body_limit_; }
  /// Bytes of body that the head announces; 0 for chunks, whose number nobody knows before the last.
  [[nodiscard]] std::uint64_t announced_body() const noexcept;

  /// The complete request; the parser is ready for the next one.
  [[nodiscard]] request take();

 private:
  struct callbacks;
  [[nodiscard]] std::expected<step, parse_error> feed_head(std::string_view bytes);
  [[nodiscard]] std::expected<step, parse_error> feed_body(std::string_view bytes);
  [[nodiscard]] parse_error failure() const noexcept;
  [[nodiscard]] int refuse(parse_error error) noexcept;
  [[nodiscard]] bool read_framing(std::string_view bytes) noexcept;
  int finish_header();
  int check_head();
  int check_length_headers();
  void start();

  llhttp_t engine_{};
  const parser_limits& limits_;
  framing_guard guard_;
  request request_;
  std::string name_;
  std::string value_;
  std::size_t head_bytes_ = 0;
  std::size_t trailer_bytes_ = 0;
  std::size_t header_fields_ = 0;
  std::size_t body_limit_ = 0;
  std::size_t chunk_bytes_ = 0;
  const char* body_end_ = nullptr;  // while feeding: where the last piece of body ended
  parse_error error_ = parse_error::malformed;
  bool refused_ = false;
  bool head_done_ = false;
  bool expects_continue_ = false;
};

}  // namespace webchats::http
