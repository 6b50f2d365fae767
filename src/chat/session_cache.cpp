#include "chat/session_cache.hpp"

namespace webchats::chat {

session_cache::epoch session_cache::now() const {
  const std::lock_guard lock(mutex_);
  return epoch_;
}

std::optional<session_cache::entry> session_cache::find(std::string_view token_hash) const {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(std::string(token_hash));
  if (found == entries_.end()) return std::nullopt;
  return found->second;
}

void session_cache::put(const std::string& token_hash, entry found, epoch taken_before) {
  const std::lock_guard lock(mutex_);
  if (taken_before != epoch_) return;
  if (entries_.size() >= most_) {
    // Which half goes does not matter: a session that is in use comes back with its next request.
    bool odd = false;
    erase_if(entries_, [&](const auto&) { return odd = !odd; });
  }
  entries_.insert_or_assign(token_hash, std::move(found));
}

void session_cache::touched(std::string_view token_hash, instant when) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(std::string(token_hash));
  if (found != entries_.end()) found->second.session.last_used = when;
}

void session_cache::forget(std::string_view token_hash) {
  const std::lock_guard lock(mutex_);
  ++epoch_;
  entries_.erase(std::string(token_hash));
}

void session_cache::forget_user(user_id user) {
  const std::lock_guard lock(mutex_);
  ++epoch_;
  erase_if(entries_, [&](const auto& each) { return each.second.me.who.id == user; });
}

}  // namespace webchats::chat
