#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <sys/uio.h>

namespace webchats::net {

/// The writes of a turn in one system call, by io_uring. Belongs to one loop, whose thread makes, uses and destroys it.
///
/// Each write is tried once, without waiting, while it is submitted: the results are there when `submit` comes back,
/// and what a socket does not take is the caller's to bring again.
class send_ring {
 public:
  /// `result`: bytes taken, or a negative error number; `-EINTR` when the write was not tried. `tag`: that of `add`.
  using visitor = std::function<void(void* tag, int result)>;

  /// Null when the kernel has no io_uring that does this, or forbids it.
  [[nodiscard]] static std::unique_ptr<send_ring> open(visitor visit);
  ~send_ring();
  send_ring(const send_ring&) = delete;
  send_ring& operator=(const send_ring&) = delete;

  /// Pieces that one write may have.
  static constexpr std::size_t max_pieces = 64;
  /// Queues a write of `pieces`, one to `max_pieces`; submits first when there is no room. The bytes must stay until
  /// `submit` has come back.
  void add(int socket, std::span<const iovec> pieces, void* tag);
  /// Carries out what was queued and tells each result. Without memory in the kernel some writes are not tried.
  void submit();

 private:
  struct rings;
  unsigned withdraw();
  send_ring(std::unique_ptr<rings> opened, visitor visit);

  std::unique_ptr<rings> rings_;
  visitor visit_;
};

}  // namespace webchats::net
