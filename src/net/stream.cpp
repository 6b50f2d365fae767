#include "net/stream.hpp"

#include <algorithm>
#include <cerrno>
#include <limits>
#include <utility>
#include <sys/socket.h>

#include "base/log.hpp"
#include "net/deadline.hpp"
#include "net/loop.hpp"
#include "net/task_group.hpp"
#include "net/tls_session.hpp"

namespace webchats::net {
namespace {

// Full buffers taken from one socket before the others get their turn.
constexpr int reads_per_turn = 4;
// What a peer may still send after this side closed, so that it sees the last answer: a refused upload, not a stream.
constexpr std::size_t most_discarded = std::size_t{32} << 20;

bool means_peer_gone(int error) { return error == ECONNRESET || error == EPIPE || error == ENOTCONN; }

}  // namespace

/// The deadline of a stream whose peer keeps it waiting; few streams ever need one for long.
struct stream::patience final : deadline {
  explicit patience(stream& owner) : owner_(owner) {}
  void on_deadline() override { owner_.abort(owner_.shaking_hands() ? close_cause::peer : close_cause::slow_consumer); }
  stream& owner_;
  std::size_t discarded = 0;  // bytes that came after this side closed
};

void stream_handler::on_end(stream& self) { self.abort(close_cause::peer); }

void stream_handler::on_plaintext(stream& self) { self.abort(close_cause::peer); }

stream::stream(loop& owner, descriptor socket, const boost::asio::ip::tcp::endpoint& peer)
    : owner_(owner), socket_(std::move(socket)), peer_(peer) {}

stream::~stream() = default;

void stream::start(std::unique_ptr<stream_handler> handler) {
  owner_.adopt(*this);
  handler_ = std::move(handler);
  self_ = this;
  state_ = state::open;
  if (tls_ == nullptr) return;
  if (shaking_hands()) be_patient(owner_.handshakes(tls_->handshake_timeout()));
  if (!tls_->unsent().empty()) mark_dirty();
}

void stream::set_handler(std::unique_ptr<stream_handler> handler) {
  if (handler_ != nullptr) owner_.retired_handlers_.push_back(std::move(handler_));
  handler_ = std::move(handler);
}

bool stream::write(chunk bytes, departure when) {
  if (state_ != state::open) return false;
  const std::size_t size = bytes.size();
  if (size == 0) return true;
  const auto too_much = [&] { return pending_ != 0 && std::size_t{pending_} + size > outbox_limit_; };
  if (too_much()) {
    // A burst within one turn is not a slow peer: only what the socket refuses counts.
    if (!blocked_) flush();
    if (state_ != state::open) return false;
    if (too_much()) {
      abort(close_cause::slow_consumer);
      return false;
    }
  }
  if (outbox_.empty() || !outbox_.back().extend(bytes)) outbox_.push_back(std::move(bytes));
  pending_ += static_cast<std::uint32_t>(size);
  if (when == departure::turn_end) hasten();
  return true;
}

void stream::hasten() {
  if (pending_ != 0 && !blocked_ && state_ == state::open) mark_dirty();
}

void stream::mark_dirty() {
  if (std::exchange(dirty_, true)) return;
  owner_.dirty_.emplace_back(this);
}

void stream::flush_now() {
  if (!blocked_) flush();
}

void stream::close() {
  if (state_ != state::open) return;
  state_ = state::flushing;
  be_patient(*owner_.linger_);
  mark_dirty();
}

void stream::abort(close_cause cause) {
  if (state_ == state::closed) return;
  const bool started = state_ != state::fresh;
  // A stream that this side closed keeps that cause, whatever the peer does while we linger.
  cause_ = state_ == state::flushing || state_ == state::lingering ? close_cause::local : cause;
  state_ = state::closed;
  if (tls_ != nullptr) say_goodbye();
  outbox_.clear();
  outbox_first_ = first_sent_ = 0;
  pending_ = 0;
  patience_.reset();
  tls_.reset();
  socket_.reset();
  if (started) owner_.closed_.emplace_back(this);
}

void stream::on_failure(std::exception_ptr error) {
  // A bug in a protocol ends this connection and nothing else.
  base::log(base::log_level::error, "connection: " + describe(std::move(error)));
  abort();
}

void stream::finish() {
  if (handler_ != nullptr) {
    guarded([this] { handler_->on_close(cause_); });
    owner_.retired_handlers_.push_back(std::move(handler_));
  }
  kept_.reset();
  unlink();
  self_.reset();
}

void stream::pause_reading() noexcept { paused_ = true; }

void stream::resume_reading() {
  paused_ = false;
  watch();
}

bool stream::open() const noexcept { return state_ == state::open; }

bool stream::idle() const noexcept { return pending_ == 0; }

std::size_t stream::pending() const noexcept { return pending_; }

void stream::set_outbox_limit(std::size_t bytes) noexcept {
  outbox_limit_ = static_cast<std::uint32_t>(std::min<std::size_t>(bytes, std::numeric_limits<std::uint32_t>::max()));
}

loop& stream::owner() noexcept { return owner_; }

const boost::asio::ip::tcp::endpoint& stream::peer() const noexcept { return peer_; }

void stream::move_to(loop& target, std::function<void(stream_ptr)> then) {
  if (state_ != state::open || pending_ != 0) return;
  owner_.poller_->remove(socket_.get());
  state_ = state::closed;
  patience_.reset();
  if (handler_ != nullptr) owner_.retired_handlers_.push_back(std::move(handler_));
  unlink();
  // The last reference is dropped at the end of the turn: the caller may be inside a call of this stream.
  owner_.at_turn_end([self = std::move(self_)] {});
  struct luggage {
    descriptor socket;
    std::unique_ptr<tls_session> tls;
  };
  auto taken = std::make_shared<luggage>(std::move(socket_), std::move(tls_));
  target.post([&target, taken, peer = peer_, kept = std::move(kept_), then = std::move(then)] {
    const stream_ptr moved(new stream(target, std::move(taken->socket), peer));
    moved->tls_ = std::move(taken->tls);
    moved->keep(kept);
    then(moved);
  });
}

bool stream::wants_bytes() const noexcept {
  if (peer_done_) return false;
  if (state_ == state::open) return !paused_;
  // Who pours on is held up by TCP until the deadline, with our last answer already in its buffer.
  return patience_ == nullptr || patience_->discarded < most_discarded;
}

void stream::watch() noexcept {
  if (state_ == state::fresh || state_ == state::closed) return;
  const interest wanted =
      (wants_bytes() ? interest::read : interest::none) | (blocked_ ? interest::write : interest::none);
  if (std::exchange(watched_, wanted) != wanted) owner_.poller_->change(socket_.get(), this, wanted);
}

void stream::on_ready(readiness ready) {
  if (ready.write && blocked_ && state_ != state::closed) {
    blocked_ = false;
    flush();
    if (state_ == state::open && pending_ == 0) guarded([this] { handler_->on_drain(); });
  }
  if (ready.read && wants_bytes() && state_ != state::closed) {
    guarded([this] { read_some(); });
  } else if (ready.failed) {
    // Nobody reads, so nobody would see that the peer has reset the connection.
    abort(close_cause::peer);
  }
  watch();
}

void stream::read_some() {
  const std::span<char> buffer = owner_.read_buffer();
  const std::span<char> room = tls_ == nullptr ? buffer : buffer.subspan(tls_session::headroom);
  for (int i = 0; i < reads_per_turn; ++i) {
    const ssize_t received = ::recv(socket_.get(), room.data(), room.size(), MSG_DONTWAIT);
    if (received < 0) {
      if (errno == EINTR) continue;
      if (errno == EAGAIN || errno == EWOULDBLOCK) return;
      return abort(means_peer_gone(errno) ? close_cause::peer : close_cause::io_error);
    }
    if (received == 0) return take_end();
    const auto size = static_cast<std::size_t>(received);
    tls_ == nullptr ? take(room.first(size)) : take_sealed(room.first(size));
    // A short read emptied the socket.
    if (size < room.size() || state_ == state::closed || !wants_bytes()) return;
  }
}

void stream::take(std::span<char> bytes) {
  if (state_ == state::open) {
    handler_->on_bytes(bytes);
  } else if (patience_ != nullptr) {
    patience_->discarded += bytes.size();
  }
}

void stream::take_end() {
  peer_done_ = true;
  // An end without close_notify may be somebody's between the peer and us (RFC 8446 §6.1).
  if (state_ == state::lingering || (tls_ != nullptr && state_ == state::open)) return abort(close_cause::peer);
  if (state_ == state::open) handler_->on_end(*this);
}

void stream::after_flush() {
  if (pending_ != 0) return;
  if (state_ == state::flushing) return half_close();
  if (patience_ != nullptr) deadline_queue::disarm(*patience_);
}

void stream::half_close() {
  ::shutdown(socket_.get(), SHUT_WR);
  if (peer_done_) return abort();
  state_ = state::lingering;
  be_patient(*owner_.linger_);
  watch();
}

void stream::be_patient(deadline_queue& queue) {
  if (patience_ == nullptr) patience_ = std::make_unique<patience>(*this);
  queue.arm(*patience_);
}

void stream::forget_patience() noexcept { patience_.reset(); }

}  // namespace webchats::net
