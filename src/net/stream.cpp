#include "net/stream.hpp"

#include <cerrno>
#include <utility>
#include <boost/asio/post.hpp>
#include <sys/socket.h>

#include "base/log.hpp"
#include "net/deadline.hpp"
#include "net/loop.hpp"
#include "net/task_group.hpp"

namespace webchats::net {
namespace {

// Full buffers taken from one socket before the others get their turn.
constexpr int reads_per_turn = 4;

using wait_kind = boost::asio::ip::tcp::socket::wait_type;

bool means_peer_gone(int error) { return error == ECONNRESET || error == EPIPE || error == ENOTCONN; }

}  // namespace

/// The deadline of a stream whose peer keeps it waiting; few streams ever need one.
struct stream::patience final : deadline {
  explicit patience(stream& owner) : owner_(owner) {}
  void on_deadline() override {
    owner_.abort(owner_.state_ == state::open ? close_cause::slow_consumer : close_cause::local);
  }
  stream& owner_;
};

void stream_handler::on_end(stream& self) { self.abort(close_cause::peer); }

stream::stream(loop& owner, boost::asio::ip::tcp::socket socket) : owner_(owner), socket_(std::move(socket)) {
  boost::system::error_code ignored;
  peer_ = socket_.remote_endpoint(ignored);
  socket_.set_option(boost::asio::ip::tcp::no_delay(true), ignored);
}

stream::~stream() = default;

void stream::start(std::unique_ptr<stream_handler> handler) {
  handler_ = std::move(handler);
  self_ = this;
  state_ = state::open;
  owner_.adopt(*this);
  arm_read();
}

void stream::set_handler(std::unique_ptr<stream_handler> handler) {
  if (handler_ != nullptr) owner_.retired_handlers_.push_back(std::move(handler_));
  handler_ = std::move(handler);
}

bool stream::write(chunk bytes) {
  if (state_ != state::open) return false;
  const std::size_t size = bytes.size();
  if (size == 0) return true;
  if (pending_ != 0 && pending_ + size > outbox_limit_) {
    // A burst within one turn is not a slow peer: only what the socket refuses counts.
    if (!write_armed_) flush();
    if (state_ != state::open) return false;
    if (pending_ != 0 && pending_ + size > outbox_limit_) {
      abort(close_cause::slow_consumer);
      return false;
    }
  }
  outbox_.push_back(std::move(bytes));
  pending_ += size;
  if (!write_armed_) mark_dirty();
  return true;
}

void stream::mark_dirty() {
  if (std::exchange(dirty_, true)) return;
  owner_.dirty_.emplace_back(this);
}

void stream::flush_now() {
  if (!write_armed_) flush();
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
  outbox_.clear();
  outbox_first_ = first_sent_ = 0;
  pending_ = 0;
  patience_.reset();
  boost::system::error_code ignored;
  socket_.close(ignored);
  if (started) owner_.closed_.emplace_back(this);
}

template <class Call>
void stream::guarded(Call call) {
  try {
    call();
  } catch (...) {
    // A bug in a protocol ends this connection and nothing else.
    base::log(base::log_level::error, "connection: " + describe(std::current_exception()));
    abort();
  }
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
  if (state_ == state::open) arm_read();
}

bool stream::open() const noexcept { return state_ == state::open; }

bool stream::idle() const noexcept { return pending_ == 0; }

std::size_t stream::pending() const noexcept { return pending_; }

void stream::set_outbox_limit(std::size_t bytes) noexcept { outbox_limit_ = bytes; }

loop& stream::owner() noexcept { return owner_; }

const boost::asio::ip::tcp::endpoint& stream::peer() const noexcept { return peer_; }

void stream::move_to(loop& target, std::function<void(stream_ptr)> then) {
  if (state_ != state::open || pending_ != 0) return;
  boost::system::error_code error;
  const auto protocol = peer_.protocol();
  const int descriptor = socket_.release(error);
  state_ = state::closed;
  patience_.reset();
  if (handler_ != nullptr) owner_.retired_handlers_.push_back(std::move(handler_));
  unlink();
  // The reference is dropped at the end of the turn: the caller may be inside a call of this stream.
  owner_.at_turn_end([self = std::move(self_)] {});
  if (error) return;
  target.post([&target, protocol, descriptor, kept = std::move(kept_), then = std::move(then)] {
    boost::asio::ip::tcp::socket socket(target.context(), protocol, descriptor);
    const stream_ptr moved(new stream(target, std::move(socket)));
    moved->keep(kept);
    then(moved);
  });
}

void stream::arm_read() {
  if (read_armed_ || peer_done_) return;
  read_armed_ = true;
  socket_.async_wait(wait_kind::wait_read, [self = stream_ptr(this)](boost::system::error_code) {
    self->read_armed_ = false;
    self->on_readable();
  });
}

void stream::on_readable() {
  if (state_ == state::closed || (paused_ && state_ == state::open)) return;
  guarded([this] { read_some(); });
  if (state_ == state::closed || (paused_ && state_ == state::open)) return;
  arm_read();
}

void stream::read_some() {
  const std::span<char> buffer = owner_.read_buffer();
  for (int i = 0; i < reads_per_turn; ++i) {
    const ssize_t received = ::recv(socket_.native_handle(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (received < 0) {
      if (errno == EINTR) continue;
      if (errno == EAGAIN || errno == EWOULDBLOCK) return;
      return abort(means_peer_gone(errno) ? close_cause::peer : close_cause::io_error);
    }
    if (received == 0) {
      peer_done_ = true;
      if (state_ == state::lingering) return abort();
      if (state_ == state::open) handler_->on_end(*this);
      return;
    }
    const auto size = static_cast<std::size_t>(received);
    if (state_ == state::open) handler_->on_bytes(buffer.first(size));
    // A short read emptied the socket; waiting again finds what has come since.
    if (size < buffer.size() || state_ == state::closed || (paused_ && state_ == state::open)) return;
  }
}

void stream::arm_write() {
  if (std::exchange(write_armed_, true)) return;
  socket_.async_wait(wait_kind::wait_write, [self = stream_ptr(this)](boost::system::error_code) {
    self->write_armed_ = false;
    self->on_writable();
  });
}

void stream::on_writable() {
  if (state_ == state::closed) return;
  flush();
  if (state_ == state::open && pending_ == 0) guarded([this] { handler_->on_drain(); });
}

void stream::after_flush() {
  if (pending_ != 0) return;
  if (state_ == state::flushing) return half_close();
  if (patience_ != nullptr) deadline_queue::disarm(*patience_);
}

void stream::half_close() {
  boost::system::error_code ignored;
  socket_.shutdown(boost::asio::ip::tcp::socket::shutdown_send, ignored);
  if (peer_done_) return abort();
  state_ = state::lingering;
  be_patient(*owner_.linger_);
  arm_read();
}

void stream::be_patient(deadline_queue& queue) {
  if (patience_ == nullptr) patience_ = std::make_unique<patience>(*this);
  queue.arm(*patience_);
}

}  // namespace webchats::net
