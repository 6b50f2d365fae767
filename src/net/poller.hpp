#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

struct epoll_event;

namespace webchats::net {

/// What a stream waits for.
enum class interest : std::uint8_t { none = 0, read = 1, write = 2, both = 3 };

[[nodiscard]] constexpr interest operator|(interest left, interest right) noexcept {
  return static_cast<interest>(static_cast<std::uint8_t>(left) | static_cast<std::uint8_t>(right));
}
[[nodiscard]] constexpr bool includes(interest all, interest one) noexcept {
  return (static_cast<std::uint8_t>(all) & static_cast<std::uint8_t>(one)) != 0;
}

/// What became ready; `failed` comes unasked when the connection is dead in both directions.
struct readiness {
  bool read;
  bool write;
  bool failed;
};

/// The sockets of one loop's streams in one epoll set of their own, which Asio's reactor watches as a single
/// descriptor.
///
/// Asio keeps a state object per descriptor and asks the kernel again for every wait. A server has thousands of sockets
/// that always wait for the same thing: here each is registered once, level-triggered, and a turn takes all that are
/// ready with one call. Belongs to its loop.
class poller {
 public:
  using visitor = std::function<void(void* tag, readiness ready)>;

  /// `visit` is called for each ready socket with the tag it was added with. Tags must stay valid until the end of the
  /// turn in which their socket was removed or closed. Throws boost::system::system_error.
  poller(boost::asio::io_context& context, visitor visit);
  ~poller();

  /// Starts to watch. A socket that is closed is watched no more. Throws boost::system::system_error.
  void add(int socket, void* tag, interest wanted);
  void change(int socket, void* tag, interest wanted) noexcept;
  void remove(int socket) noexcept;

  /// Lets the next turn take what is ready by then. Called once at the start and at the end of every turn, so that a
  /// turn takes one batch and flushes before the next.
  void arm();

 private:
  void take_batch();

  boost::asio::posix::stream_descriptor set_;
  visitor visit_;
  std::unique_ptr<epoll_event[]> ready_;
  bool armed_ = false;
};

}  // namespace webchats::net
