#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <sys/socket.h>

#include "net/deadline.hpp"
#include "net/loop.hpp"
#include "net/stream.hpp"
#include "net/tls_session.hpp"

// What a stream does otherwise when it speaks TLS.
namespace webchats::net {
namespace {

// Sealed for one write. What the socket does not take of it is all that a slow connection holds beside its outbox.
constexpr std::size_t most_sealed = std::size_t{64} * 1024;

bool is_letter(char byte) noexcept { return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z'); }

}  // namespace

void stream::use_tls(const tls_context& context) { tls_ = std::make_unique<tls_session>(context); }

bool stream::shaking_hands() const noexcept { return tls_ != nullptr && !tls_->established(); }

void stream::take_sealed(std::span<char> bytes) {
  const bool before = tls_->established();
  // A stream that was closed in the middle of its handshake may still have something to say.
  if (state_ != state::open && (before || state_ == state::lingering)) return take(bytes);
  if (tls_->untouched() && is_letter(bytes.front())) {
    if (state_ != state::open) return abort();
    tls_.reset();
    forget_patience();
    return handler_->on_plaintext(*this);
  }
  const std::span<char> buffer = owner_.read_buffer();
  const auto [size, then] = tls_->open(bytes, buffer);
  if (!before && tls_->established() && state_ == state::open) forget_patience();
  if (!blocked_ && (pending_ != 0 || !tls_->unsent().empty())) mark_dirty();
  if (size != 0) take(buffer.first(size));
  if (state_ == state::closed) return;
  switch (then) {
    case tls_session::next::more:
      return;
    case tls_session::next::ended:
      peer_done_ = true;
      if (state_ == state::open) handler_->on_end(*this);
      return;
    case tls_session::next::failed:
      return abort(close_cause::peer);
  }
}

void stream::say_goodbye() {
  if (pending_ != 0) return;
  (void)tls_->finish();
  const std::string_view last = tls_->unsent();
  if (!last.empty()) ::send(socket_.get(), last.data(), last.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
}

void stream::flush_sealed() {
  for (;;) {
    while (!tls_->unsent().empty()) {
      const std::string_view bytes = tls_->unsent();
      const ssize_t sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
      if (sent >= 0) {
        tls_->sent(static_cast<std::size_t>(sent));
      } else if (errno != EINTR) {
        return could_not_send(errno);
      }
    }
    // The chunks stay in the outbox until their records have left: what waits there is what the peer has not got.
    consume(tls_->take_sealed());
    if (!tls_->established()) {
      if (state_ == state::flushing && pending_ == 0) half_close();
      return;
    }
    if (pending_ == 0) {
      if (state_ == state::open || !tls_->finish()) return after_flush();
    } else if (!seal_some()) {
      return abort(close_cause::io_error);
    }
  }
}

/// Seals of the outbox what makes one write, small chunks together in one record.
bool stream::seal_some() {
  std::array<char, tls_session::record> gathered;
  std::size_t filled = 0;
  std::size_t offset = first_sent_;
  std::size_t left = std::min<std::size_t>(pending_, most_sealed);
  tls_->expect(left);
  for (std::size_t i = outbox_first_; left != 0; ++i) {
    std::string_view bytes = outbox_[i].view().substr(offset, left);
    left -= bytes.size();
    offset = 0;
    while (!bytes.empty()) {
      const std::string_view part = bytes.substr(0, gathered.size() - filled);
      bytes.remove_prefix(part.size());
      if (part.size() == gathered.size()) {
        if (!tls_->seal(part)) return false;
        continue;
      }
      std::memcpy(gathered.data() + filled, part.data(), part.size());
      filled += part.size();
      if (filled < gathered.size()) continue;
      if (!tls_->seal({gathered.data(), filled})) return false;
      filled = 0;
    }
  }
  return filled == 0 || tls_->seal({gathered.data(), filled});
}

}  // namespace webchats::net
