// As little as serves the load client, so that no server that does more can beat it. One thread, one epoll set, the
// behaviour of examples/bench_server over WebSocket. See bench/README.md.
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <iostream>
#include <map>
#include <optional>
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "send_ring.hpp"
#include "wire.hpp"

namespace bare {
namespace {

using namespace std::chrono_literals;
using steady = std::chrono::steady_clock;

constexpr auto ping_interval = 25s;
constexpr std::size_t unsent_limit = 1 << 20;
constexpr std::size_t room_limit = 1001;

enum class sending : std::uint8_t {
  at_once,   // one send() per message and member
  per_turn,  // all messages of a turn of the loop in one send() per member
  by_ring,   // the same, all members in one io_uring submission
};

struct connection {
  int socket;
  enum class stage : std::uint8_t { upgrading, opening, joined } now = stage::upgrading;
  std::uint32_t room = 0;    // when joined: the index of its only room
  std::uint32_t slot = 0;    // and its place there
  std::string partial = {};  // of a request or frame that has not arrived whole
  std::string unsent = {};   // what the socket has not taken
};

struct room {
  std::vector<connection*> members;
  std::string batch;  // frames of this turn
};

struct reply {
  connection* to;
  std::size_t begin;  // in answers_
  std::size_t size;
};

int checked(int result, const char* what) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), what);
  return result;
}

class server {
 public:
  server(sending how, std::uint16_t port) : how_(how) {
    if (how == sending::by_ring) ring_.emplace();
    const int on = 1;
    setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    setsockopt(listener_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);  // inherited
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    socklen_t size = sizeof address;
    checked(bind(listener_, reinterpret_cast<sockaddr*>(&address), size), "bind");
    checked(listen(listener_, SOMAXCONN), "listen");
    checked(getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size), "getsockname");
    watch(EPOLL_CTL_ADD, listener_, EPOLLIN, nullptr);
    std::cout << "listening on 127.0.0.1:" << ntohs(address.sin_port) << std::endl;
  }

  [[noreturn]] void run() {
    std::array<epoll_event, 512> events;
    for (auto next_ping = steady::now() + ping_interval;;) {
      const auto wait = std::chrono::ceil<std::chrono::milliseconds>(next_ping - steady::now());
      const int count = epoll_wait(epoll_, events.data(), events.size(), static_cast<int>(std::max(wait, 0ms).count()));
      for (int i = 0; i < count; ++i) {
        const epoll_event& event = events[static_cast<std::size_t>(i)];
        auto* const who = static_cast<connection*>(event.data.ptr);
        if (who == nullptr) {
          accept_all();
          continue;
        }
        if ((event.events & EPOLLOUT) != 0) send_rest(*who);
        if ((event.events & ~std::uint32_t{EPOLLOUT}) != 0) receive(*who);
      }
      flush();
      if (steady::now() < next_ping) continue;
      next_ping += ping_interval;
      for (std::uint32_t i = 0; i < rooms_.size(); ++i) deliver(i, {"2"});
      flush();
    }
  }

 private:
  void watch(int operation, int socket, std::uint32_t interest, connection* who) {
    epoll_event event{.events = interest, .data = {.ptr = who}};
    checked(epoll_ctl(epoll_, operation, socket, &event), "epoll_ctl");
  }

  void accept_all() {
    for (int socket; (socket = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0;) {
      watch(EPOLL_CTL_ADD, socket, EPOLLIN, new connection{.socket = socket});
    }
  }

  void receive(connection& from) {
    const std::size_t kept = from.partial.copy(buffer_.data(), from.partial.size());
    const ssize_t got = recv(from.socket, buffer_.data() + kept, buffer_.size() - kept, 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (got <= 0) {
      if (from.now == connection::stage::joined) leave(from);
      close(from.socket);
      delete &from;
      return;
    }
    const std::size_t size = kept + static_cast<std::size_t>(got);
    const std::size_t used = consume(from, buffer_.data(), size);
    from.partial.assign(buffer_.data() + used, size - used);
  }

  /// Handles what has arrived whole; how many bytes that were.
  std::size_t consume(connection& from, char* input, std::size_t size) {
    if (from.now == connection::stage::upgrading) {
      if (!std::string_view(input, size).ends_with("\r\n\r\n")) return 0;
      from.now = connection::stage::opening;
      const std::size_t begin = answers_.size();
      answers_ += switching_protocols;
      append_frame(answers_, {R"(0{"sid":")", new_id().c_str(), R"(","upgrades":[],"pingInterval":25000,)",
                              R"("pingTimeout":20000,"maxPayload":1000000})"});
      replies_.push_back({.to = &from, .begin = begin, .size = answers_.size() - begin});
      if (how_ == sending::at_once) flush();
      return size;
    }
    for (std::size_t at = 0;;) {
      const auto frame = read_frame(input + at, size - at);
      if (!frame) {
        if (frame.error() == frame_error::incomplete) return at;
        shutdown(from.socket, SHUT_RDWR);  // whose event comes when nothing refers to the connection any more
        return size;
      }
      on_packet(from, frame->text);
      if (how_ == sending::at_once) flush();
      at += frame->size;
    }
  }

  void on_packet(connection& from, std::string_view text) {
    if (text.starts_with("42")) return on_event(from, text.substr(2));
    if (text != "40" || from.now != connection::stage::opening) return;
    from.now = connection::stage::joined;
    enter(from, 0);
    answer(from, {R"(40{"sid":")", new_id().c_str(), R"("})"});
  }

  /// `17["name",…]`; with the number, an acknowledgement is wanted.
  void on_event(connection& from, std::string_view packet) {
    const std::size_t bracket = std::min(packet.find('['), packet.size());
    const std::string_view id = packet.substr(0, bracket);
    const std::string_view event = packet.substr(bracket);
    if (constexpr std::string_view echo = R"(["echo",)"; event.starts_with(echo)) {
      answer(from, {"43", id, "[", event.substr(echo.size())});
    } else if (event.starts_with(R"(["message",)")) {
      deliver(0, {"42", event});
    } else if (constexpr std::string_view say = R"(["say",")"; event.starts_with(say)) {
      const std::size_t quote = std::min(event.find('"', say.size()), event.size());
      deliver(room_of(event.substr(say.size())), {R"(42["message")", event.substr(quote + 1)});
    } else if (constexpr std::string_view move = R"(["move",")"; event.starts_with(move)) {
      leave(from);
      enter(from, room_of(event.substr(move.size())));
      answer(from, {"43", id, "[]"});
    }
  }

  /// All rooms but the first have numbers for names.
  static std::uint32_t room_of(std::string_view name) {
    std::uint32_t number = 0;
    std::from_chars(name.data(), name.data() + name.size(), number);
    return 1 + number % (room_limit - 1);
  }

  void enter(connection& who, std::uint32_t where) {
    std::vector<connection*>& members = rooms_[where].members;
    who.room = where;
    who.slot = static_cast<std::uint32_t>(members.size());
    members.push_back(&who);
  }

  void leave(connection& who) {
    std::vector<connection*>& members = rooms_[who.room].members;
    members.back()->slot = who.slot;
    members[who.slot] = members.back();
    members.pop_back();
  }

  void answer(connection& to, std::initializer_list<std::string_view> pieces) {
    const std::size_t begin = answers_.size();
    append_frame(answers_, pieces);
    if (replies_.empty() || replies_.back().to != &to) replies_.push_back({.to = &to, .begin = begin, .size = 0});
    replies_.back().size += answers_.size() - begin;
  }

  void deliver(std::uint32_t to, std::initializer_list<std::string_view> pieces) {
    if (rooms_[to].batch.empty()) waiting_.push_back(to);
    append_frame(rooms_[to].batch, pieces);
  }

  /// The end of a turn, or with `at_once` of a message.
  void flush() {
    for (const reply& one : replies_) post(*one.to, std::string_view(answers_).substr(one.begin, one.size));
    for (const std::uint32_t i : waiting_) {
      for (connection* member : rooms_[i].members) post(*member, rooms_[i].batch);
    }
    if (ring_) submit();
    for (const std::uint32_t i : waiting_) rooms_[i].batch.clear();
    waiting_.clear();
    replies_.clear();
    answers_.clear();
  }

  void post(connection& to, std::string_view bytes) {
    if (!to.unsent.empty()) return sent(to, bytes, 0);
    if (ring_) {
      if (ring_->full()) submit();
      return ring_->add(to, to.socket, bytes);
    }
    const ssize_t taken = send(to.socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (taken != static_cast<ssize_t>(bytes.size())) sent(to, bytes, taken < 0 ? -errno : taken);
  }

  void submit() {
    ring_->submit([this](connection& to, std::string_view bytes, int taken) { sent(to, bytes, taken); });
  }

  /// Keeps what the socket has not taken; `taken` is what a send returned, or a negative errno.
  void sent(connection& to, std::string_view bytes, ssize_t taken) {
    const bool first = to.unsent.empty();
    to.unsent += bytes.substr(static_cast<std::size_t>(std::max(taken, ssize_t{0})));
    if ((taken < 0 && taken != -EAGAIN) || to.unsent.size() > unsent_limit) {
      shutdown(to.socket, SHUT_RDWR);
    } else if (first) {
      watch(EPOLL_CTL_MOD, to.socket, EPOLLIN | EPOLLOUT, &to);
    }
  }

  void send_rest(connection& to) {
    const ssize_t taken = send(to.socket, to.unsent.data(), to.unsent.size(), MSG_NOSIGNAL);
    if (taken > 0) to.unsent.erase(0, static_cast<std::size_t>(taken));
    if (to.unsent.empty()) watch(EPOLL_CTL_MOD, to.socket, EPOLLIN, &to);
  }

  fmt::format_int new_id() { return fmt::format_int(10'000'000'000'000'000'000U + ++ids_); }  // 20 characters

  sending how_;
  int listener_ = checked(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "socket");
  int epoll_ = checked(epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
  std::uint64_t ids_ = 0;
  std::vector<char> buffer_ = std::vector<char>(512 * 1024);  // all reads
  std::vector<room> rooms_ = std::vector<room>(room_limit);   // "r" is the first
  std::vector<std::uint32_t> waiting_;                        // rooms with a batch
  std::string answers_;                                       // of this turn
  std::vector<reply> replies_;                                // whose they are
  std::optional<send_ring<connection>> ring_;
};

}  // namespace
}  // namespace bare

int main(int argc, char** argv) try {
  bare::sending how{};
  std::uint16_t port = 0;
  const std::map<std::string, bare::sending> modes{
      {"send", bare::sending::at_once}, {"batch", bare::sending::per_turn}, {"io_uring", bare::sending::by_ring}};
  CLI::App cli("As little as serves the load client");
  cli.add_option("--mode", how, "send, batch or io_uring")->required()->transform(CLI::CheckedTransformer(modes));
  cli.add_option("--port", port, "TCP port on 127.0.0.1; 0 picks a free one")->capture_default_str();
  CLI11_PARSE(cli, argc, argv);
  bare::server(how, port).run();
} catch (const std::exception& error) {
  std::cerr << "bare_server: " << error.what() << '\n';
  return 1;
}
