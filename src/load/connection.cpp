#include "load/connection.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "load/measurement.hpp"

namespace webchats::load {
namespace {

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

/// The `number`th of the loopback's first addresses.
void bind_to_source(int fd, const target& where, std::size_t number) {
  const int on = 1;
  // The port is chosen at connect: bind alone would run out of them early.
  setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
  sockaddr_in from{};
  from.sin_family = AF_INET;
  from.sin_addr.s_addr = htonl(INADDR_LOOPBACK + static_cast<std::uint32_t>(number % where.sources));
  if (bind(fd, reinterpret_cast<const sockaddr*>(&from), sizeof from) != 0) fail("bind");
}

std::string words_of(int error) { return std::generic_category().message(error); }

}  // namespace

connection::connection(int epoll, const target& where, std::size_t number, listener& owner)
    : epoll_(epoll),
      fd_(socket(where.address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)),
      where_(where),
      owner_(owner) {
  if (fd_ < 0) fail("socket");
  const int on = 1;
  setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (where.sources > 0) bind_to_source(fd_, where, number);
  if (connect(fd_, reinterpret_cast<const sockaddr*>(&where.address), where.address_size) != 0 &&
      errno != EINPROGRESS) {
    fail("connect");
  }
  epoll_event event{.events = EPOLLOUT, .data = {.ptr = this}};
  if (epoll_ctl(epoll_, EPOLL_CTL_ADD, fd_, &event) != 0) fail("epoll_ctl");
  watched_ = EPOLLOUT;
}

connection::~connection() {
  // A reset frees the port at once: the next round needs it.
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close(fd_);
}

void connection::on_events(std::uint32_t events, std::span<char> buffer) {
  if (state_ == state::lost) return;
  if (state_ == state::connecting && (events & EPOLLOUT) != 0) return on_writable_first();
  if ((events & EPOLLOUT) != 0) flush();
  if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) on_input(buffer);
}

void connection::on_writable_first() {
  int error = 0;
  socklen_t size = sizeof error;
  getsockopt(fd_, SOL_SOCKET, SO_ERROR, &error, &size);
  if (error != 0) return lose(loss::cause::unreachable, words_of(error));
  state_ = state::open;
  on_connected();
  watch(unsent_.empty() ? reading_ : reading_ | EPOLLOUT);
}

void connection::on_input(std::span<char> buffer) {
  const std::size_t kept = partial_.copy(buffer.data(), partial_.size());
  const ssize_t got = recv(fd_, buffer.data() + kept, buffer.size() - kept, 0);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (got <= 0) return lose(loss::cause::closed, got < 0 ? words_of(errno) : std::string());
  arrived_ns_ = now_ns();
  const std::string_view input(buffer.data(), kept + static_cast<std::size_t>(got));
  partial_.assign(input.substr(consume(input)));
}

void connection::stop_reading() {
  reading_ = 0;
  watch(watched_ & ~std::uint32_t{EPOLLIN});
}

void connection::resume_reading() {
  reading_ = EPOLLIN;
  if (state_ != state::lost) watch(watched_ | EPOLLIN);
}

void connection::write(std::string_view bytes) {
  if (state_ == state::lost) return;
  unsent_ += bytes;
  flush();
}

void connection::flush() {
  const ssize_t sent = ::send(fd_, unsent_.data(), unsent_.size(), MSG_NOSIGNAL);
  if (sent < 0 && errno != EAGAIN) return lose(loss::cause::closed, words_of(errno));
  if (sent > 0) unsent_.erase(0, static_cast<std::size_t>(sent));
  if (unsent_.empty()) unsent_.shrink_to_fit();
  watch(unsent_.empty() ? reading_ : reading_ | EPOLLOUT);
}

void connection::watch(std::uint32_t events) {
  if (watched_ == events || state_ == state::lost) return;
  watched_ = events;
  epoll_event event{.events = events, .data = {.ptr = this}};
  epoll_ctl(epoll_, EPOLL_CTL_MOD, fd_, &event);
}

void connection::lose(loss::cause why, std::string words) {
  if (state_ == state::lost) return;
  loss_ = {.why = why, .words = std::move(words)};
  state_ = state::lost;
  epoll_ctl(epoll_, EPOLL_CTL_DEL, fd_, nullptr);
  owner_.on_lost(*this);
}

}  // namespace webchats::load
