#include "net/deadline.hpp"

namespace webchats::net {

deadline_queue::deadline_queue(loop& owner, std::chrono::milliseconds interval) : owner_(owner), interval_(interval) {
  owner_.watch(*this);
}

deadline_queue::~deadline_queue() {
  entries_.clear();
  owner_.unwatch(*this);
}

void deadline_queue::arm(deadline& entry) {
  entry.unlink();
  // The real time, not the turn's: an entry is never early, and the list stays ordered.
  entry.due_ = std::chrono::steady_clock::now() + interval_;
  entries_.push_back(entry);
  if (&entries_.front() == &entry) owner_.wake_by(entry.due_);
}

std::chrono::milliseconds deadline_queue::interval() const noexcept { return interval_; }

steady_time deadline_queue::front() const noexcept {
  return entries_.empty() ? steady_time::max() : entries_.front().due_;
}

void deadline_queue::expire(steady_time now) {
  while (!entries_.empty() && entries_.front().due_ <= now) {
    deadline& entry = entries_.front();
    entry.unlink();
    entry.on_deadline();
  }
}

}  // namespace webchats::net
