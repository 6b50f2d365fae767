#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/loop.hpp"
#include "socketio/audience.hpp"
#include "socketio/encoded_packet.hpp"
#include "socketio/handler_set.hpp"
#include "socketio/namespace_directory.hpp"

namespace webchats::socketio {

class socket;
using socket_ptr = std::shared_ptr<socket>;
struct recovery_options;

/// Connection state recovery of one namespace: what was sent, in the one order in which every loop delivers it, and
/// which sockets may come back.
///
/// Every event gets the next number; its decimal form is the offset that clients send back. A loop takes what it has
/// not delivered yet from the log, so the log is also the queue between loops, and "everything up to n" means the same
/// on all of them: a socket may come back on another loop. Bounded by time and bytes; a socket that comes back is
/// bounded by its own deadline, whatever the log holds. Any thread.
class recovery_log {
 public:
  static constexpr std::uint32_t every_loop = UINT32_MAX;

  struct entry {
    std::uint64_t number;
    net::steady_time time;
    audience who;
    emit_options how;
    std::uint32_t only_loop;  ///< index, or `every_loop`
    encoded_packet packet;
  };
  using entry_ptr = std::shared_ptr<const entry>;
  using entries = std::vector<entry_ptr>;

  /// `loops`: their number; `silence`: how long a broken connection may look open.
  recovery_log(const recovery_options& options, std::size_t loops, std::chrono::milliseconds silence);

  // ---- events ----

  /// Gives the event its place; `text` is its packet without offset. Returns the loops that have
  /// sockets for it and must take it.
  [[nodiscard]] std::vector<std::uint32_t> append(audience who, const emit_options& how, std::uint32_t only_loop,
                                                  std::string_view text,
                                                  const std::vector<base::shared_buffer>& attachments);
  /// What `loop` has not delivered; counts as delivered from now on.
  [[nodiscard]] entries take(std::uint32_t loop);
  /// A socket is about to be added on `loop`: as `take`, and the last number so far, behind which it begins.
  struct resumption {
    entries pending;
    std::uint64_t last = 0;
    std::optional<entries> missed = {};
  };
  [[nodiscard]] resumption enter(std::uint32_t loop);
  /// The same for one that comes back. `missed` is everything after `offset`, or nothing when it is not in the log any
  /// more. One consistent moment: what is not in here is delivered to the loop later.
  [[nodiscard]] resumption resume(std::uint32_t loop, std::uint64_t offset);
  /// `loop` has no sockets any more.
  void leave(std::uint32_t loop);

  // ---- sessions ----

  /// A socket that may come back, under a secret id that can be claimed once.
  struct session {
    socket_ptr owner;
    namespace_directory::visit place;  ///< keeps the namespace while nobody is connected
  };
  void enroll(const std::string& pid, socket_ptr owner);
  /// The socket is disconnected and may come back until `expire`; does nothing when it was claimed meanwhile.
  void keep(const std::string& pid, const socket& owner, namespace_directory::visit place);
  void put_back(const std::string& pid, session unclaimed);
  void forget(const std::string& pid, const socket& owner);
  [[nodiscard]] std::optional<session> claim(std::string_view pid);
  [[nodiscard]] std::size_t session_count() const;
  /// Drops all sessions, when the server ends.
  void clear();

 private:
  void prune(net::steady_time now);
  entries take_locked(std::uint32_t loop);
  resumption enter_locked(std::uint32_t loop);

  struct reader {
    std::uint64_t next = 1;  // number of the entry to be taken
    enum class state : std::uint8_t { absent, present } is = state::absent;
  };

  const recovery_options& options_;
  const std::chrono::milliseconds kept_for_;  // events
  mutable std::mutex mutex_;
  std::deque<entry_ptr> log_;
  std::uint64_t first_ = 1;  // number of log_.front()
  std::size_t bytes_ = 0;
  std::vector<reader> readers_;  // by loop
  string_map<session> sessions_;
};

}  // namespace webchats::socketio
