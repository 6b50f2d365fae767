#pragma once

#include <sys/socket.h>

#include <cerrno>
#include <cstddef>
#include <string_view>
#include <system_error>
#include <vector>
#include <liburing.h>

namespace bare {

/// Sends of a turn, handed to the kernel as one io_uring submission. What it took as a whole makes no completion.
template <typename Receiver>
class send_ring {
 public:
  /// Throws std::system_error.
  send_ring() {
    check(io_uring_queue_init(capacity, &ring_, IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_COOP_TASKRUN));
    entries_.reserve(capacity);
  }
  ~send_ring() { io_uring_queue_exit(&ring_); }
  send_ring(const send_ring&) = delete;
  send_ring& operator=(const send_ring&) = delete;

  [[nodiscard]] bool full() const noexcept { return entries_.size() == capacity; }
  /// `bytes` stay where they are until `submit`. Not when `full`.
  void add(Receiver& to, int socket, std::string_view bytes) {
    io_uring_sqe* const request = io_uring_get_sqe(&ring_);
    // Without MSG_WAITALL a part sent is a success, and would make no completion either.
    io_uring_prep_send(request, socket, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL | MSG_WAITALL);
    io_uring_sqe_set_flags(request, IOSQE_CQE_SKIP_SUCCESS);
    io_uring_sqe_set_data64(request, entries_.size());
    entries_.push_back({.to = &to, .bytes = bytes});
  }

  /// Sends everything added; tells `not_sent(receiver, bytes, result)` of each that was not taken as a whole: the
  /// number of bytes that were, or a negative errno.
  template <typename NotSent>
  void submit(NotSent&& not_sent) {
    for (std::size_t done = 0; done < entries_.size();) {
      const int count = io_uring_submit(&ring_);
      if (count != -EINTR) check(count);
      if (count > 0) done += static_cast<std::size_t>(count);
    }
    for (io_uring_cqe* one = nullptr; io_uring_peek_cqe(&ring_, &one) == 0; io_uring_cqe_seen(&ring_, one)) {
      const entry& failed = entries_[io_uring_cqe_get_data64(one)];
      not_sent(*failed.to, failed.bytes, one->res);
    }
    entries_.clear();
  }

 private:
  struct entry {
    Receiver* to;
    std::string_view bytes;
  };
  static constexpr unsigned capacity = 4096;

  static void check(int result) {
    if (result < 0) throw std::system_error(-result, std::generic_category(), "io_uring");
  }

  io_uring ring_{};
  std::vector<entry> entries_;
};

}  // namespace bare
