#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <boost/asio/ip/tcp.hpp>
#include <boost/container/small_vector.hpp>
#include <boost/intrusive/list_hook.hpp>
#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <boost/smart_ptr/intrusive_ref_counter.hpp>
#include <sys/uio.h>

#include "net/chunk.hpp"
#include "net/descriptor.hpp"
#include "net/poller.hpp"

namespace webchats::net {

class loop;
class stream;
class deadline_queue;
class send_ring;
class tls_context;
class tls_session;

/// Why a stream ended.
enum class close_cause : std::uint8_t {
  local,          ///< this side asked for it: `close` or `abort`
  peer,           ///< the peer closed or reset the connection, or broke the rules of TLS
  io_error,       ///< the kernel reported another error
  slow_consumer,  ///< the outbox went over its limit: the peer does not read
  shutdown,       ///< the loop is stopping
};

/// When what is written leaves.
enum class departure : std::uint8_t {
  turn_end,  ///< at the end of this turn
  later,     ///< with what is written next, or when `stream::hasten` is called, whichever comes first
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

  /// The peer of a TLS stream has begun with letters, which TLS never does. The stream is a plain one from here, for a
  /// handler that wants to say so before it closes; what came is dropped. Default: abort with `close_cause::peer`.
  virtual void on_plaintext(stream& self);
};

using stream_ptr = boost::intrusive_ptr<stream>;

/// A connected TCP socket with its bounded outbox: raw bytes in, chunks out; or the same through TLS.
///
/// Lives on one loop and is touched only there. It keeps itself alive while the socket is open; others hold a
/// `stream_ptr` and see `open() == false` after the end. Writes are collected and leave at the end of the loop's turn
/// in one gathered write. No read buffer: reads use the loop's.
class stream : public boost::intrusive_ref_counter<stream, boost::thread_unsafe_counter>,
               public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
 public:
  /// Takes over a connected socket. Call `start` next.
  stream(loop& owner, descriptor socket, const boost::asio::ip::tcp::endpoint& peer);
  ~stream();
  stream(const stream&) = delete;
  stream& operator=(const stream&) = delete;

  /// Speaks TLS from the first byte on, as the server. Before `start`. The handler sees nothing of it: what it writes
  /// waits for the end of the handshake, which has a deadline. Throws std::bad_alloc.
  void use_tls(const tls_context& context);
  /// TLS is spoken here.
  [[nodiscard]] bool encrypted() const noexcept { return tls_ != nullptr; }

  /// Sets the first handler and starts reading.
  void start(std::unique_ptr<stream_handler> handler);

  /// Replaces the handler (HTTP → WebSocket). The old one lives until the end of the turn, so it may call this itself.
  void set_handler(std::unique_ptr<stream_handler> handler);

  /// Appends to the outbox, whose order is kept whatever `when` is. False when the stream is closed or closing, or when
  /// the outbox limit is passed: then the stream ends with `close_cause::slow_consumer`.
  bool write(chunk bytes, departure when = departure::turn_end);

  /// What was written for later leaves at the end of this turn.
  void hasten();

  /// Sends what waits without waiting for the end of the turn; for protocols that must not produce more than the peer
  /// takes. When something is left afterwards, `on_drain` will follow.
  void flush_now();

  /// Closes after the outbox is flushed (or its deadline passes). Further writes are refused.
  void close();

  /// Closes now, dropping what is queued. `on_close` is called in this turn, after the caller has returned.
  void abort(close_cause cause = close_cause::local);

  /// The following are back-pressure towards the peer: reading stops and goes on.
  void pause_reading() noexcept;
  void resume_reading();

  /// It has started, and neither side has ended it.
  [[nodiscard]] bool open() const noexcept;
  /// Nothing waits in the outbox.
  [[nodiscard]] bool idle() const noexcept;
  /// The socket took no more: what waits leaves when the peer reads, and then `on_drain` is called.
  [[nodiscard]] bool blocked() const noexcept { return blocked_; }
  /// Bytes that wait in the outbox.
  [[nodiscard]] std::size_t pending() const noexcept;
  /// Upper bound of `pending()` in bytes; default 1 MiB, one chunk larger than it is accepted into an empty outbox.
  void set_outbox_limit(std::size_t bytes) noexcept;

  /// Holds `kept` until the stream has ended, whatever handlers it has: a place in a limit on connections. Replaces
  /// what was kept before, and follows it to another loop.
  void keep(std::shared_ptr<const void> kept) noexcept { kept_ = std::move(kept); }

  /// The loop it lives on.
  [[nodiscard]] loop& owner() noexcept;
  /// The peer's address as the kernel reports it.
  [[nodiscard]] const boost::asio::ip::tcp::endpoint& peer() const noexcept;

  /// Gives this connection to `target` (any loop): it ends here without `on_close`, and `then` gets a stream with the
  /// same socket on `target`, to be `start`ed there. Only when nothing waits in the outbox.
  void move_to(loop& target, std::function<void(stream_ptr)> then);

 private:
  friend class loop;
  struct patience;

  enum class state : std::uint8_t {
    fresh,      ///< not started
    open,       ///< reads and writes
    flushing,   ///< `close` was called: the outbox leaves, what arrives is dropped
    lingering,  ///< our FIN is out; waits for the peer's, so that it sees our last bytes and not a reset
    closed,
  };

  void on_ready(readiness ready);
  void read_some();
  void take(std::span<char> bytes);
  void take_sealed(std::span<char> bytes);
  void take_end();
  template <class Call>
  void guarded(Call call);
  void on_failure(std::exception_ptr error);
  [[nodiscard]] bool wants_bytes() const noexcept;
  void watch() noexcept;
  void mark_dirty();
  [[nodiscard]] bool wants_to_send() const noexcept { return state_ == state::open || state_ == state::flushing; }
  [[nodiscard]] std::size_t gather(std::span<iovec> pieces) const noexcept;
  void flush();
  void leave_with(send_ring* ring);
  [[nodiscard]] bool join(send_ring& ring);
  void on_sent(int result);
  void flush_sealed();
  [[nodiscard]] bool seal_some();
  void could_not_send(int error);
  void say_goodbye();
  void consume(std::size_t sent);
  void after_flush();
  void half_close();
  void finish();
  void be_patient(deadline_queue& queue);
  void forget_patience() noexcept;
  [[nodiscard]] bool shaking_hands() const noexcept;

  loop& owner_;
  descriptor socket_;
  interest watched_ = interest::read;
  state state_ = state::fresh;
  close_cause cause_ = close_cause::local;
  bool dirty_ = false;
  bool blocked_ = false;  // the socket is full
  bool paused_ = false;
  bool peer_done_ = false;
  std::unique_ptr<stream_handler> handler_;
  stream_ptr self_;  // while open
  std::shared_ptr<const void> kept_;
  std::unique_ptr<tls_session> tls_;
  std::unique_ptr<patience> patience_;  // made when a peer keeps us waiting for the first time
  boost::container::small_vector<chunk, 2> outbox_;
  std::uint32_t outbox_first_ = 0;  // chunks before it have been sent
  std::uint32_t first_sent_ = 0;    // bytes of that chunk already sent
  std::uint32_t pending_ = 0;       // a chunk has less than 4 GiB, and beside one larger than the limit nothing waits
  std::uint32_t outbox_limit_ = std::uint32_t{1} << 20;
  boost::asio::ip::tcp::endpoint peer_;
};

template <class Call>
void stream::guarded(Call call) {
  try {
    call();
  } catch (...) {
    on_failure(std::current_exception());
  }
}

}  // namespace webchats::net
