#include "net/tls_session.hpp"

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include "net/tls_state.hpp"

namespace webchats::net {
namespace {

// A stream seals less than this before it sends. Who makes us answer (renegotiation) and does not read the answers
// gets here.
constexpr std::size_t most_unsent = std::size_t{128} * 1024;
// Header, nonce, tag and type of a record, rounded up.
constexpr std::size_t record_overhead = 32;

}  // namespace

/// OpenSSL's view of the connection: it reads what `open` was given and writes to `unsent_`.
struct tls_session::transport {
  static tls_session& of(BIO* bio) { return *static_cast<tls_session*>(BIO_get_data(bio)); }

  static int read(BIO* bio, char* into, int size) {
    std::span<const char>& received = of(bio).received_;
    BIO_clear_retry_flags(bio);
    if (received.empty()) {
      BIO_set_retry_read(bio);
      return -1;
    }
    const std::size_t taken = std::min(received.size(), static_cast<std::size_t>(size));
    std::memcpy(into, received.data(), taken);
    received = received.subspan(taken);
    return static_cast<int>(taken);
  }

  static int write(BIO* bio, const char* from, int size) {
    std::string& unsent = of(bio).unsent_;
    BIO_clear_retry_flags(bio);
    if (unsent.size() > most_unsent) return -1;
    unsent.append(from, static_cast<std::size_t>(size));
    return size;
  }

  static long control(BIO* /*bio*/, int command, long /*number*/, void* /*pointer*/) {
    return command == BIO_CTRL_FLUSH ? 1 : 0;
  }

  static const BIO_METHOD* method() {
    static const BIO_METHOD* const made = [] {
      BIO_METHOD* const fresh = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "webchats stream");
      if (fresh == nullptr) throw std::bad_alloc();
      BIO_meth_set_read(fresh, read);
      BIO_meth_set_write(fresh, write);
      BIO_meth_set_ctrl(fresh, control);
      return fresh;
    }();
    return made;
  }
};

tls_session::tls_session(const tls_context& context) : context_(context.state_), ssl_(nullptr, &SSL_free) {
  {
    const std::lock_guard lock(context.state_->mutex);
    ssl_.reset(SSL_new(context.state_->current.get()));
  }
  BIO* const bio = ssl_ == nullptr ? nullptr : BIO_new(transport::method());
  if (bio == nullptr) throw std::bad_alloc();
  BIO_set_data(bio, this);
  BIO_set_init(bio, 1);
  SSL_set_bio(ssl_.get(), bio, bio);
  SSL_set_accept_state(ssl_.get());
}

tls_session::~tls_session() = default;

tls_session::opened tls_session::open(std::span<const char> sealed, std::span<char> room) {
  ERR_clear_error();
  untouched_ = false;
  received_ = sealed;
  opened done{.size = 0, .then = next::more};
  for (;;) {
    std::size_t size = 0;
    const int outcome = SSL_read_ex(ssl_.get(), room.data() + done.size, room.size() - done.size, &size);
    if (outcome == 1) {
      done.size += size;
      continue;
    }
    const int error = SSL_get_error(ssl_.get(), outcome);
    if (error != SSL_ERROR_WANT_READ) done.then = error == SSL_ERROR_ZERO_RETURN ? next::ended : next::failed;
    break;
  }
  finished_ = finished_ || done.then == next::failed;
  received_ = {};
  established_ = established_ || SSL_is_init_finished(ssl_.get()) != 0;
  return done;
}

void tls_session::expect(std::size_t plain) { unsent_.reserve(plain + (plain / record + 1) * record_overhead); }

bool tls_session::seal(std::string_view plain) {
  ERR_clear_error();
  std::size_t written = 0;
  if (SSL_write_ex(ssl_.get(), plain.data(), plain.size(), &written) != 1 || written != plain.size()) return false;
  sealed_ += written;
  return true;
}

bool tls_session::finish() {
  if (!established_ || std::exchange(finished_, true)) return false;
  ERR_clear_error();
  SSL_shutdown(ssl_.get());
  return !unsent().empty();
}

void tls_session::sent(std::size_t size) noexcept {
  sent_ += size;
  if (sent_ < unsent_.size()) return;
  unsent_ = {};
  sent_ = 0;
}

std::size_t tls_session::take_sealed() noexcept { return std::exchange(sealed_, 0); }

std::chrono::milliseconds tls_session::handshake_timeout() const noexcept {
  return context_->options.handshake_timeout;
}

}  // namespace webchats::net
