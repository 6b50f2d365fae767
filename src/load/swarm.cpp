#include "load/swarm.hpp"

#include <sys/epoll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include "load/polling_connection.hpp"
#include "load/websocket_connection.hpp"

namespace webchats::load {

namespace {
constexpr std::size_t read_size = 512 * 1024;
}  // namespace

swarm::swarm(target where) : where_(std::move(where)), epoll_(epoll_create1(EPOLL_CLOEXEC)), buffer_(read_size) {
  if (epoll_ < 0) throw std::system_error(errno, std::generic_category(), "epoll_create1");
}

swarm::~swarm() {
  drop_all();
  close(epoll_);
}

connection& swarm::add(listener& owner, transport kind) {
  const std::size_t number = connections_.size();
  if (kind == transport::polling) {
    return *connections_.emplace_back(std::make_unique<polling_connection>(epoll_, where_, number, owner));
  }
  return *connections_.emplace_back(std::make_unique<websocket_connection>(epoll_, where_, number, owner));
}

void swarm::wait(std::chrono::nanoseconds longest) {
  std::array<epoll_event, 512> events;
  const auto seconds = std::chrono::floor<std::chrono::seconds>(longest);
  const timespec limit{.tv_sec = seconds.count(), .tv_nsec = (longest - seconds).count()};
  const int count = epoll_pwait2(epoll_, events.data(), static_cast<int>(events.size()), &limit, nullptr);
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = events[static_cast<std::size_t>(i)];
    static_cast<connection*>(event.data.ptr)->on_events(event.events, buffer_);
  }
}

}  // namespace webchats::load
