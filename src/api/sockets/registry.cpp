#include "api/sockets/registry.hpp"

#include <algorithm>
#include <memory>

#include "socketio/socket.hpp"

namespace webchats::api {

void ended_sessions::add(chat::session_id ended, time_point now) {
  while (!recent_.empty() && now - recent_.front().first > remembered) recent_.pop_front();
  recent_.emplace_back(now, ended);
}

bool ended_sessions::contains(chat::session_id session) const noexcept {
  return std::ranges::any_of(recent_, [session](const auto& one) { return one.second == session; });
}

void removed_members::add(chat::user_id user, chat::room_id room, std::int64_t version, time_point now) {
  while (!recent_.empty() && now - recent_.front().first > remembered) {
    const auto found = last_.find(recent_.front().second);
    // Who was removed again since is still remembered.
    if (found != last_.end() && found->second.when == recent_.front().first) last_.erase(found);
    recent_.pop_front();
  }
  recent_.emplace_back(now, place{user, room});
  last_.insert_or_assign(place{user, room}, removal{version, now});
}

bool removed_members::since(chat::user_id user, chat::room_id room, std::int64_t version) const {
  const auto found = last_.find({user, room});
  return found != last_.end() && found->second.version > version;
}

void registry::add(chat::user_id user, socketio::socket& socket) { sockets_.emplace(user, &socket); }

void registry::remove(chat::user_id user, const socketio::socket& socket) noexcept {
  const auto [begin, end] = sockets_.equal_range(user);
  const auto found = std::find_if(begin, end, [&](const auto& entry) { return entry.second == &socket; });
  if (found != end) sockets_.erase(found);
}

void registry::each_of(chat::user_id user, const visitor& visit) const {
  // A copy that keeps them alive: a visit may end a socket, and that takes it out of the table.
  std::vector<socketio::socket_ptr> found;
  const auto [begin, end] = sockets_.equal_range(user);
  for (auto entry = begin; entry != end; ++entry) found.push_back(entry->second->shared_from_this());
  for (const auto& socket : found) visit(*socket);
}

void registry::each(const visitor& visit) const {
  std::vector<socketio::socket_ptr> found;
  found.reserve(sockets_.size());
  for (const auto& [user, socket] : sockets_) found.push_back(socket->shared_from_this());
  for (const auto& socket : found) visit(*socket);
}

}  // namespace webchats::api
