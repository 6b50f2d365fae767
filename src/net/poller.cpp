#include "net/poller.hpp"

#include <cerrno>
#include <utility>
#include <sys/epoll.h>

#include "net/descriptor.hpp"

namespace webchats::net {
namespace {

// Sockets of one turn: enough to gather the messages of many senders, few enough that the first of them does not wait.
constexpr int batch = 512;

int open_set() {
  const int set = ::epoll_create1(EPOLL_CLOEXEC);
  if (set < 0) throw boost::system::system_error(errno, boost::system::system_category(), "epoll_create1");
  return set;
}

epoll_event event_for(void* tag, interest wanted) noexcept {
  epoll_event event{};
  event.events = (includes(wanted, interest::read) ? unsigned{EPOLLIN} : 0U) |
                 (includes(wanted, interest::write) ? unsigned{EPOLLOUT} : 0U);
  event.data.ptr = tag;
  return event;
}

}  // namespace

poller::poller(boost::asio::io_context& context, visitor visit)
    : set_(context, open_set()), visit_(std::move(visit)), ready_(std::make_unique<epoll_event[]>(batch)) {}

poller::~poller() = default;

void poller::add(int socket, void* tag, interest wanted) {
  epoll_event event = event_for(tag, wanted);
  if (::epoll_ctl(set_.native_handle(), EPOLL_CTL_ADD, socket, &event) != 0) {
    throw boost::system::system_error(errno, boost::system::system_category(), "epoll_ctl");
  }
}

void poller::change(int socket, void* tag, interest wanted) noexcept {
  epoll_event event = event_for(tag, wanted);
  ::epoll_ctl(set_.native_handle(), EPOLL_CTL_MOD, socket, &event);
}

void poller::remove(int socket) noexcept {
  epoll_event unused{};
  ::epoll_ctl(set_.native_handle(), EPOLL_CTL_DEL, socket, &unused);
}

void poller::arm() {
  if (std::exchange(armed_, true)) return;
  set_.async_wait(boost::asio::posix::stream_descriptor::wait_read, [this](boost::system::error_code error) {
    if (error) return;
    armed_ = false;
    take_batch();
  });
}

void poller::take_batch() {
  const int count = ::epoll_wait(set_.native_handle(), ready_.get(), batch, 0);
  for (int i = 0; i < count; ++i) {
    const unsigned events = ready_[static_cast<std::size_t>(i)].events;
    visit_(ready_[static_cast<std::size_t>(i)].data.ptr, {.read = (events & (EPOLLIN | EPOLLERR | EPOLLHUP)) != 0,
                                                          .write = (events & (EPOLLOUT | EPOLLERR | EPOLLHUP)) != 0,
                                                          .failed = (events & (EPOLLERR | EPOLLHUP)) != 0});
  }
}

}  // namespace webchats::net
