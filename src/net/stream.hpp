#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/container/small_vector.hpp>
#include <boost/intrusive/list_hook.hpp>
#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <boost/smart_ptr/intrusive_ref_counter.hpp>
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include "net/chunk.hpp"

namespace webchats::net {

class loop;
class stream;

/// Why a stream ended.
enum class close_cause {
  local,          ///< this side asked for it: `close` or `abort`
  peer,           ///< the peer closed or reset the connection
  io_error,       ///< the kernel reported another error
  slow_consumer,  ///< the outbox went over its limit: the peer does not read
  shutdown,       ///< the loop is stopping
};

/// What a stream tells the protocol above it. All calls come on the stream's loop.
class stream_handler {
 public:
  virtual ~stream_handler() = default;

  /// Bytes arrived. They lie in the loop's read buffer, may be changed in place (unmasking) and are valid only during
  /// the call: what is needed later is copied by the callee. Everything counts as consumed.
  virtual void on_bytes(std::span<char> bytes) = 0;

  /// The peer will send no more (EOF). Default: the stream is aborted with `close_cause::peer`.
  virtual void on_end(stream& self);

  /// The stream has ended; the last call. The handler is destroyed at the end of the turn.
  virtual void on_close(close_cause cause) = 0;

  /// The outbox is empty again after a write that did not fit into the socket.
  virtual void on_drain() {}
};

using stream_ptr = boost::intrusive_ptr<stream>;

/// A connected TCP socket with its bounded outbox: raw bytes in, chunks out.
///
/// Lives on one loop and is touched only there. It keeps itself alive while the socket is open; others hold a
/// `stream_ptr` and see `open() == false` after the end. Writes are collected and leave at the end of the loop's turn
/// in one gathered write. No read buffer: reads use the loop's.
class stream : public boost::intrusive_ref_counter<stream, boost::thread_unsafe_counter>,
               public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
 public:
  /// Takes over a connected, non-blocking socket. Call `start` next.
  stream(loop& owner, boost::asio::ip::tcp::socket socket);
  ~stream();
  stream(const stream&) = delete;
  stream& operator=(const stream&) = delete;

  /// Sets the first handler and starts reading.
  void start(std::unique_ptr<stream_handler> handler);

  /// Replaces the handler (HTTP → WebSocket). The old one lives until the end of the turn, so it may call this itself.
  void set_handler(std::unique_ptr<stream_handler> handler);

  /// Appends to the outbox; sent at the end of this turn. False when the stream is closed or closing, or when the outbox
  /// limit is passed: then the stream ends with `close_cause::slow_consumer`.
  bool write(chunk bytes);

  /// Closes after the outbox is flushed (or its deadline passes). Further writes are refused.
  void close();

  /// Closes now, dropping what is queued. `on_close` is called in this turn, after the caller has returned.
  void abort(close_cause cause = close_cause::local);

  /// Back-pressure towards the peer: stops and resumes reading.
  void pause_reading() noexcept;
  void resume_reading();

  [[nodiscard]] bool open() const noexcept;
  /// Nothing waits in the outbox.
  [[nodiscard]] bool idle() const noexcept;
  /// Bytes that wait in the outbox.
  [[nodiscard]] std::size_t pending() const noexcept;
  /// Upper bound of `pending()` in bytes; default 1 MiB, one chunk larger than it is accepted into an empty outbox.
  void set_outbox_limit(std::size_t bytes) noexcept;

  [[nodiscard]] loop& owner() noexcept;
  /// The peer's address as the kernel reports it.
  [[nodiscard]] const boost::asio::ip::tcp::endpoint& peer() const noexcept;

 private:
  friend class loop;
  // Implementation: see stream.cpp.
};

}  // namespace webchats::net
