#include "connection.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

namespace load {
namespace {

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

sockaddr_in loopback(unsigned last, std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(0x7F000000u | last);
  address.sin_port = htons(port);
  return address;
}

constexpr std::string_view upgrade_request =
    "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: "
    "Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";

}  // namespace

connection::connection(int epoll, std::uint16_t port, unsigned source, listener& owner)
    : epoll_(epoll), fd_(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)), owner_(owner) {
  if (fd_ < 0) fail("socket");
  const int on = 1;
  setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  // The port is chosen at connect: bind alone would run out of them early.
  setsockopt(fd_, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
  const sockaddr_in from = loopback(source, 0);
  if (bind(fd_, reinterpret_cast<const sockaddr*>(&from), sizeof from) != 0) fail("bind");
  const sockaddr_in to = loopback(1, port);
  if (::connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0 && errno != EINPROGRESS) fail("connect");
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
  if (stage_ == stage::lost) return;
  if (stage_ == stage::connecting && (events & EPOLLOUT) != 0) {
    stage_ = stage::upgrading;
    write_raw(upgrade_request);
    watch(reading_);
    return;
  }
  if ((events & EPOLLOUT) != 0) flush();
  if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) on_input(buffer);
}

void connection::on_input(std::span<char> buffer) {
  std::memcpy(buffer.data(), partial_.data(), partial_.size());
  const ssize_t got = recv(fd_, buffer.data() + partial_.size(), buffer.size() - partial_.size(), 0);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (got <= 0) return lose();
  const std::string_view input(buffer.data(), partial_.size() + static_cast<std::size_t>(got));
  const std::size_t used = consume(input);
  partial_.assign(input.substr(used));
}

/// Handles every whole frame of `input`; how many bytes that were.
std::size_t connection::consume(std::string_view input) {
  std::size_t at = 0;
  if (stage_ == stage::upgrading) {
    const std::size_t end = input.find("\r\n\r\n");
    if (end == std::string_view::npos) return 0;
    if (!input.starts_with("HTTP/1.1 101 ")) {
      lose();
      return input.size();
    }
    stage_ = stage::opening;
    at = end + 4;
  }
  while (input.size() - at >= 2 && stage_ != stage::lost) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(input[at + i]); };
    std::size_t head = 2;
    std::uint64_t size = byte(1);
    if (size >= 126) {
      head = size == 126 ? 4 : 10;
      if (input.size() - at < head) break;
      size = 0;
      for (std::size_t i = 2; i < head; ++i) size = size << 8 | byte(i);
    }
    if (input.size() - at < head + size) break;
    if (byte(0) != 0x81) {
      lose();
      return input.size();
    }
    on_text(input.substr(at + head, size));
    at += head + size;
  }
  return at;
}

void connection::on_text(std::string_view text) {
  if (text == "2") return write_frame("3");
  switch (stage_) {
    case stage::opening:
      stage_ = stage::joining;
      return write_frame(owner_.greeting(*this));
    case stage::joining:
      if (!text.starts_with("40")) return lose();
      stage_ = stage::ready;
      return owner_.on_ready(*this);
    case stage::ready:
      return owner_.on_packet(*this, text.substr(1));
    case stage::connecting:
    case stage::upgrading:
    case stage::lost:
      return;
  }
}

void connection::send(std::string_view packet) {
  std::string text = "4";
  text += packet;
  write_frame(text);
}

void connection::stop_reading() {
  reading_ = 0;
  watch(watched_ & ~std::uint32_t{EPOLLIN});
}

void connection::resume_reading() {
  reading_ = EPOLLIN;
  if (stage_ != stage::lost) watch(watched_ | EPOLLIN);
}

void connection::write_frame(std::string_view payload) {
  // A mask of zeros is a mask.
  std::string frame = "\x81";
  if (payload.size() < 126) {
    frame += static_cast<char>(0x80 | payload.size());
  } else {
    frame += static_cast<char>(0x80 | 126);
    frame += static_cast<char>(payload.size() >> 8);
    frame += static_cast<char>(payload.size() & 0xFF);
  }
  frame.append(4, '\0').append(payload);
  write_raw(frame);
}

void connection::write_raw(std::string_view bytes) {
  if (stage_ == stage::lost) return;
  unsent_ += bytes;
  flush();
}

void connection::flush() {
  const ssize_t sent = ::send(fd_, unsent_.data(), unsent_.size(), MSG_NOSIGNAL);
  if (sent < 0 && errno != EAGAIN) return lose();
  if (sent > 0) unsent_.erase(0, static_cast<std::size_t>(sent));
  if (unsent_.empty()) unsent_.shrink_to_fit();
  if (stage_ != stage::connecting) watch(unsent_.empty() ? reading_ : reading_ | EPOLLOUT);
}

void connection::watch(std::uint32_t events) {
  if (watched_ == events) return;
  watched_ = events;
  epoll_event event{.events = events, .data = {.ptr = this}};
  epoll_ctl(epoll_, EPOLL_CTL_MOD, fd_, &event);
}

void connection::lose() {
  if (stage_ == stage::lost) return;
  stage_ = stage::lost;
  epoll_ctl(epoll_, EPOLL_CTL_DEL, fd_, nullptr);
  owner_.on_lost(*this);
}

}  // namespace load
