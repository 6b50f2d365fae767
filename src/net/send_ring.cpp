#include "net/send_ring.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <system_error>
#include <utility>
#include <liburing.h>
#include <sys/socket.h>

#include "base/log.hpp"

namespace webchats::net {
namespace {

constexpr unsigned writes_per_submit = 1024;
constexpr std::size_t pieces_per_submit = 2048;
constexpr int send_flags = MSG_NOSIGNAL | MSG_DONTWAIT;
constexpr int most_refusals = 3;

}  // namespace

struct send_ring::rings {
  io_uring ring{};
  bool opened = false;
  // What the kernel reads of writes with several pieces, while they are submitted.
  std::array<iovec, pieces_per_submit> pieces{};
  std::array<msghdr, writes_per_submit> messages{};
  std::size_t piece_count = 0;
  std::size_t message_count = 0;
  unsigned queued = 0;

  ~rings() {
    if (opened) io_uring_queue_exit(&ring);
  }
  /// Some kernels and sandboxes let a ring be made, and refuse what it is for.
  bool can_send() {
    io_uring_probe* const probe = io_uring_get_probe_ring(&ring);
    const bool can = probe != nullptr && io_uring_opcode_supported(probe, IORING_OP_SEND) != 0 &&
                     io_uring_opcode_supported(probe, IORING_OP_SENDMSG) != 0;
    io_uring_free_probe(probe);
    return can && can_enter();
  }
  /// Making and using a ring are different system calls.
  bool can_enter() {
    io_uring_prep_nop(io_uring_get_sqe(&ring));
    if (io_uring_submit_and_wait(&ring, 1) != 1) return false;
    io_uring_cq_advance(&ring, 1);
    return true;
  }
};

std::unique_ptr<send_ring> send_ring::open(visitor visit) {
  auto made = std::make_unique<rings>();
  // All of them came with Linux 6.1; without them every result could mean an interruption of the thread.
  constexpr unsigned flags = IORING_SETUP_SUBMIT_ALL | IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN;
  made->opened = io_uring_queue_init(writes_per_submit, &made->ring, flags) == 0;
  if (!made->opened || !made->can_send()) return nullptr;
  return std::unique_ptr<send_ring>(new send_ring(std::move(made), std::move(visit)));
}

send_ring::send_ring(std::unique_ptr<rings> opened, visitor visit)
    : rings_(std::move(opened)), visit_(std::move(visit)) {}

send_ring::~send_ring() = default;

void send_ring::add(int socket, std::span<const iovec> pieces, void* tag) {
  rings& r = *rings_;
  if (r.queued == writes_per_submit || r.piece_count + pieces.size() > r.pieces.size()) submit();
  io_uring_sqe* const entry = io_uring_get_sqe(&r.ring);
  if (pieces.size() == 1) {
    io_uring_prep_send(entry, socket, pieces.front().iov_base, pieces.front().iov_len, send_flags);
  } else {
    msghdr& message = r.messages[r.message_count++];
    message = {};
    message.msg_iov = &r.pieces[r.piece_count];
    message.msg_iovlen = pieces.size();
    std::ranges::copy(pieces, message.msg_iov);
    r.piece_count += pieces.size();
    io_uring_prep_sendmsg(entry, socket, &message, send_flags);
  }
  io_uring_sqe_set_data(entry, tag);
  ++r.queued;
}

void send_ring::submit() {
  rings& r = *rings_;
  unsigned left = std::exchange(r.queued, 0);
  for (int refusals = 0; left != 0;) {
    // Writes that must not wait are done when they are submitted, so there is nothing to wait for.
    const int error = io_uring_submit_and_wait(&r.ring, left);
    if (error < 0 && error != -EINTR && error != -EAGAIN && error != -EBUSY) {
      base::log(base::log_level::error, "io_uring failed: " + std::system_category().message(-error));
      std::abort();  // nobody knows what has been sent
    }
    io_uring_cqe* done = nullptr;
    unsigned head = 0;
    unsigned count = 0;
    io_uring_for_each_cqe(&r.ring, head, done) {
      visit_(io_uring_cqe_get_data(done), done->res);
      ++count;
    }
    io_uring_cq_advance(&r.ring, count);
    left -= count;
    // A kernel that has no memory for requests may not have it for long.
    if (count == 0 && ++refusals >= most_refusals) left -= withdraw();
  }
  r.piece_count = r.message_count = 0;
}

/// Takes back what the kernel did not take, and tells it as interrupted; how many writes that is.
unsigned send_ring::withdraw() {
  io_uring_sq& queue = rings_->ring.sq;
  // Both ends move in calls of this thread only.
  const unsigned first = *queue.khead;
  const unsigned end = std::exchange(queue.sqe_tail, first);
  queue.sqe_head = *queue.ktail = first;
  for (unsigned i = first; i != end; ++i) {
    const auto tag = static_cast<std::uintptr_t>(queue.sqes[i & queue.ring_mask].user_data);
    visit_(reinterpret_cast<void*>(tag), -EINTR);
  }
  return end - first;
}

}  // namespace webchats::net
