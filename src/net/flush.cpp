#include <array>
#include <cerrno>
#include <climits>
#include <sys/socket.h>
#include <sys/uio.h>

#include "net/deadline.hpp"
#include "net/loop.hpp"
#include "net/send_ring.hpp"
#include "net/stream.hpp"

// How an outbox leaves: one gathered write per stream and turn.
namespace webchats::net {
namespace {

constexpr int send_flags = MSG_NOSIGNAL | MSG_DONTWAIT;

}  // namespace

std::size_t stream::gather(std::span<iovec> pieces) const noexcept {
  std::size_t count = 0;
  std::size_t offset = first_sent_;
  for (std::size_t i = outbox_first_; i < outbox_.size() && count < pieces.size(); ++i) {
    const std::string_view bytes = outbox_[i].view().substr(offset);
    // Sending does not write through the pointer; POSIX's type predates const.
    pieces[count++] = {.iov_base = const_cast<char*>(bytes.data()), .iov_len = bytes.size()};
    offset = 0;
  }
  return count;
}

void stream::flush() {
  if (!wants_to_send()) return;
  if (tls_ != nullptr) return flush_sealed();
  while (pending_ != 0) {
    std::array<iovec, IOV_MAX> pieces;
    msghdr message{};
    message.msg_iov = pieces.data();
    message.msg_iovlen = gather(pieces);
    const ssize_t sent = message.msg_iovlen == 1
                             ? ::send(socket_.get(), pieces.front().iov_base, pieces.front().iov_len, send_flags)
                             : ::sendmsg(socket_.get(), &message, send_flags);
    if (sent >= 0) {
      consume(static_cast<std::size_t>(sent));
      continue;
    }
    if (errno == EINTR) continue;
    return could_not_send(errno);
  }
  after_flush();
}

/// The end of the turn: writes now, or with the others of `ring`.
void stream::leave_with(send_ring* ring) {
  dirty_ = false;
  guarded([&] {
    if (ring == nullptr || !join(*ring)) flush();
  });
}

bool stream::join(send_ring& ring) {
  if (!wants_to_send() || tls_ != nullptr || pending_ == 0) return false;
  if (outbox_.size() - outbox_first_ > send_ring::max_pieces) return false;
  std::array<iovec, send_ring::max_pieces> pieces;
  ring.add(socket_.get(), std::span(pieces).first(gather(pieces)), this);
  return true;
}

void stream::on_sent(int result) {
  guarded([&] {
    if (result < 0 && result != -EINTR) return could_not_send(-result);
    if (result > 0) consume(static_cast<std::size_t>(result));
    // What is left finds the socket full, or has been interrupted.
    pending_ == 0 ? after_flush() : flush();
  });
}

void stream::could_not_send(int error) {
  if (error != EAGAIN && error != EWOULDBLOCK) {
    return abort(error == EPIPE || error == ECONNRESET ? close_cause::peer : close_cause::io_error);
  }
  // A handshake has its deadline already.
  if (!shaking_hands()) be_patient(state_ == state::open ? *owner_.stalled_ : *owner_.linger_);
  blocked_ = true;
  watch();
}

void stream::consume(std::size_t sent) {
  pending_ -= static_cast<std::uint32_t>(sent);
  if (pending_ == 0) {
    outbox_.clear();
    // A burst must not leave its table behind on an idle connection.
    if (outbox_.capacity() > 64) outbox_.shrink_to_fit();
    outbox_first_ = first_sent_ = 0;
    return;
  }
  while (sent != 0) {
    const std::size_t rest = outbox_[outbox_first_].size() - first_sent_;
    if (sent < rest) {
      first_sent_ += static_cast<std::uint32_t>(sent);
      break;
    }
    sent -= rest;
    outbox_[outbox_first_++] = chunk();
    first_sent_ = 0;
  }
  // Sent slots at the front go away in one move now and then, not one by one.
  if (outbox_first_ >= 64 && outbox_first_ >= outbox_.size() / 2) {
    outbox_.erase(outbox_.begin(), outbox_.begin() + outbox_first_);
    outbox_first_ = 0;
  }
}

}  // namespace webchats::net
