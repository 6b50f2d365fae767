#include "socketio/recovery_log.hpp"

#include <algorithm>
#include <utility>

#include "socketio/server.hpp"

namespace webchats::socketio {
namespace {

// Timers are late on a busy machine.
constexpr std::chrono::seconds long_time{10};

/// What an entry costs in memory, roughly.
std::size_t cost(const recovery_log::entry& one) { return one.packet.size() + 256; }

}  // namespace

recovery_log::recovery_log(const recovery_options& options, std::size_t loops, std::chrono::milliseconds silence)
    : options_(options), kept_for_(options.max_disconnection_duration + silence + long_time), readers_(loops) {}

std::vector<std::uint32_t> recovery_log::append(audience who, const emit_options& how, std::uint32_t only_loop,
                                                std::string_view text,
                                                const std::vector<base::shared_buffer>& attachments) {
  const net::steady_time now = std::chrono::steady_clock::now();
  std::string with_offset;
  with_offset.reserve(text.size() + 16);
  with_offset = text.substr(0, text.size() - 1);
  std::vector<std::uint32_t> woken;

  const std::lock_guard lock(mutex_);
  const std::uint64_t number = first_ + log_.size();
  with_offset.append(",\"").append(std::to_string(number)).append("\"]");
  const std::size_t offset_size = with_offset.size() - text.size();
  log_.push_back(std::make_shared<const entry>(entry{.number = number,
                                                     .time = now,
                                                     .who = std::move(who),
                                                     .how = how,
                                                     .only_loop = only_loop,
                                                     .packet = {with_offset, attachments, offset_size}}));
  bytes_ += cost(*log_.back());
  for (std::uint32_t loop = 0; loop < readers_.size(); ++loop) {
    const bool wanted = only_loop == every_loop || only_loop == loop;
    if (wanted && readers_[loop].is == reader::state::present) woken.push_back(loop);
  }
  prune(now);
  return woken;
}

recovery_log::entries recovery_log::take_locked(std::uint32_t loop) {
  reader& self = readers_[loop];
  entries taken;
  const std::uint64_t end = first_ + log_.size();
  // What an absent loop did not take may be gone already.
  for (std::uint64_t number = std::max(self.next, first_); number < end; ++number) {
    const entry_ptr& one = log_[number - first_];
    if (one->only_loop == every_loop || one->only_loop == loop) taken.push_back(one);
  }
  self.next = end;
  return taken;
}

recovery_log::entries recovery_log::take(std::uint32_t loop) {
  const std::lock_guard lock(mutex_);
  return take_locked(loop);
}

recovery_log::resumption recovery_log::enter_locked(std::uint32_t loop) {
  // A loop without sockets has nobody to deliver to.
  if (readers_[loop].is == reader::state::absent) readers_[loop].next = first_ + log_.size();
  readers_[loop].is = reader::state::present;
  resumption result;
  result.pending = take_locked(loop);
  result.last = readers_[loop].next - 1;
  return result;
}

recovery_log::resumption recovery_log::enter(std::uint32_t loop) {
  const std::lock_guard lock(mutex_);
  return enter_locked(loop);
}

recovery_log::resumption recovery_log::resume(std::uint32_t loop, std::uint64_t offset) {
  const std::lock_guard lock(mutex_);
  resumption result = enter_locked(loop);
  if (offset + 1 >= first_ && offset <= result.last) {
    result.missed.emplace(log_.begin() + static_cast<std::ptrdiff_t>(offset + 1 - first_), log_.end());
  }
  return result;
}

void recovery_log::leave(std::uint32_t loop) {
  const std::lock_guard lock(mutex_);
  readers_[loop].is = reader::state::absent;
}

void recovery_log::prune(net::steady_time now) {
  std::uint64_t taken = first_ + log_.size();
  for (const reader& each : readers_) {
    if (each.is == reader::state::present) taken = std::min(taken, each.next);
  }
  const net::steady_time oldest = now - kept_for_;
  while (!log_.empty() && first_ < taken && (log_.front()->time < oldest || bytes_ > options_.max_log_bytes)) {
    bytes_ -= cost(*log_.front());
    log_.pop_front();
    ++first_;
  }
}

void recovery_log::enroll(const std::string& pid, socket_ptr owner) {
  const std::lock_guard lock(mutex_);
  sessions_[pid] = session{.owner = std::move(owner), .place = {}};
}

void recovery_log::keep(const std::string& pid, const socket& owner, namespace_directory::visit place) {
  const std::lock_guard lock(mutex_);
  const auto found = sessions_.find(pid);
  if (found != sessions_.end() && found->second.owner.get() == &owner) found->second.place = std::move(place);
}

void recovery_log::put_back(const std::string& pid, session unclaimed) {
  const std::lock_guard lock(mutex_);
  sessions_.try_emplace(pid, std::move(unclaimed));
}

void recovery_log::forget(const std::string& pid, const socket& owner) {
  session gone;  // destroyed without the lock
  const std::lock_guard lock(mutex_);
  const auto found = sessions_.find(pid);
  if (found == sessions_.end() || found->second.owner.get() != &owner) return;
  gone = std::move(found->second);
  sessions_.erase(found);
}

std::optional<recovery_log::session> recovery_log::claim(std::string_view pid) {
  const std::lock_guard lock(mutex_);
  const auto found = sessions_.find(pid);
  if (found == sessions_.end()) return std::nullopt;
  std::optional<session> claimed(std::move(found->second));
  sessions_.erase(found);
  return claimed;
}

std::size_t recovery_log::session_count() const {
  const std::lock_guard lock(mutex_);
  return sessions_.size();
}

void recovery_log::clear() {
  string_map<session> gone;  // destroyed without the lock
  const std::lock_guard lock(mutex_);
  gone.swap(sessions_);
}

}  // namespace webchats::socketio
