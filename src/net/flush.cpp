#include <array>
#include <cerrno>
#include <climits>
#include <sys/socket.h>
#include <sys/uio.h>

#include "net/deadline.hpp"
#include "net/loop.hpp"
#include "net/stream.hpp"

// How an outbox leaves: one gathered write per stream and turn.
namespace webchats::net {
namespace {

constexpr std::size_t pieces_per_write = IOV_MAX;

}  // namespace

void stream::flush() {
  if (state_ != state::open && state_ != state::flushing) return;
  if (tls_ != nullptr) return flush_sealed();
  while (pending_ != 0) {
    std::array<iovec, pieces_per_write> pieces;
    std::size_t count = 0;
    std::size_t offset = first_sent_;
    for (std::size_t i = outbox_first_; i < outbox_.size() && count < pieces.size(); ++i) {
      const std::string_view bytes = outbox_[i].view().substr(offset);
      // sendmsg does not write through the pointer; POSIX's type predates const.
      pieces[count++] = {.iov_base = const_cast<char*>(bytes.data()), .iov_len = bytes.size()};
      offset = 0;
    }
    msghdr message{};
    message.msg_iov = pieces.data();
    message.msg_iovlen = count;
    const ssize_t sent = ::sendmsg(socket_.get(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent >= 0) {
      consume(static_cast<std::size_t>(sent));
      continue;
    }
    if (errno == EINTR) continue;
    return could_not_send(errno);
  }
  after_flush();
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
  pending_ -= sent;
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
