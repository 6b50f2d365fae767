#pragma once

#include <chrono>
#include <boost/intrusive/list.hpp>

#include "net/loop.hpp"

namespace webchats::net {

/// Something with a deadline: derive, and implement `on_deadline`. Unlinks itself when destroyed.
class deadline : public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
 public:
  virtual ~deadline() = default;
  /// The time is up; the entry is already disarmed and may be armed again or destroyed here.
  virtual void on_deadline() = 0;
  /// It is in a queue.
  [[nodiscard]] bool armed() const noexcept { return is_linked(); }

 private:
  friend class deadline_queue;
  steady_time due_{};
};

/// The deadlines of one kind on one loop. All share one interval, so the list is ordered by itself: arming is O(1) and
/// there is no timer per connection. Exact to 10 ms (never early).
class deadline_queue {
 public:
  /// Runs on `owner`, which outlives it.
  deadline_queue(loop& owner, std::chrono::milliseconds interval);
  ~deadline_queue();
  deadline_queue(const deadline_queue&) = delete;
  deadline_queue& operator=(const deadline_queue&) = delete;

  /// (Re)starts the interval for `entry`.
  void arm(deadline& entry);
  /// Takes `entry` out; nothing happens when it is not armed.
  static void disarm(deadline& entry) noexcept { entry.unlink(); }

  /// What it was made with.
  [[nodiscard]] std::chrono::milliseconds interval() const noexcept;

 private:
  friend class loop;

  [[nodiscard]] steady_time front() const noexcept;
  void expire(steady_time now);

  loop& owner_;
  const std::chrono::milliseconds interval_;
  boost::intrusive::list<deadline, boost::intrusive::constant_time_size<false>> entries_;
};

}  // namespace webchats::net
