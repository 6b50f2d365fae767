#include "net/loop_group.hpp"

#include <csignal>
#include <stdexcept>

#include "net/send_ring.hpp"

namespace webchats::net {

write_method available(write_method wanted) {
  if (wanted == write_method::sendmsg) return wanted;
  bool allowed = false;
  // The kernel takes a ring down later and interrupts the thread that made it: that must not be the caller's.
  std::thread([&] { allowed = send_ring::open({}) != nullptr; }).join();
  if (allowed) return write_method::io_uring;
  if (wanted == write_method::io_uring) throw std::invalid_argument("this system does not allow io_uring");
  return write_method::sendmsg;
}

loop_group::loop_group(std::size_t count, write_method writes) : writes_(available(writes)) {
  if (count == 0) throw std::invalid_argument("a loop group has at least one loop");
  loops_.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    loops_.push_back(std::make_unique<loop>(static_cast<std::uint32_t>(i), writes_));
  }
}

loop_group::~loop_group() {
  stop();
  for (const auto& each : loops_) each->drop_tasks();
}

void loop_group::start() {
  threads_.reserve(loops_.size());
  // Signals are the main thread's business: threads inherit the mask they are started with.
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  for (const auto& each : loops_) threads_.emplace_back(&loop::run, each.get());
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void loop_group::stop() {
  if (threads_.empty()) return;
  for (const auto& each : loops_) each->stop();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

}  // namespace webchats::net
