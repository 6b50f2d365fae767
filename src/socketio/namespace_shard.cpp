#include "socketio/namespace_shard.hpp"

#include <algorithm>
#include <utility>

#include "engineio/session.hpp"

namespace webchats::socketio {

namespace_shard::~namespace_shard() = default;

void namespace_shard::add(socket_ptr joined, engineio::session& session) {
  joined->slot_ = static_cast<std::uint32_t>(everybody_.size());
  everybody_.push_back({.session = &session, .owner = joined.get()});
  ids_.insert(joined.get());
  owners_.push_back(std::move(joined));
  count_.store(owners_.size(), std::memory_order_relaxed);
}

void namespace_shard::remove(socket& leaving) {
  while (!leaving.rooms_.empty()) {
    const membership last = leaving.rooms_.back();
    leaving.rooms_.pop_back();
    drop(*last.room, last.index);
  }
  leaving.rooms_.shrink_to_fit();

  ids_.erase(&leaving);
  const std::uint32_t slot = leaving.slot_;
  const socket_ptr keep = std::exchange(owners_[slot], std::move(owners_.back()));
  owners_.pop_back();
  everybody_[slot] = everybody_.back();
  everybody_.pop_back();
  if (slot < everybody_.size()) everybody_[slot].owner->slot_ = slot;
  count_.store(owners_.size(), std::memory_order_relaxed);
}

void namespace_shard::join(socket& who, engineio::session& session, std::string_view name) {
  if (name == who.id()) return;  // there by itself
  room* target = find_room(name);
  if (target == nullptr) {
    target = rooms_.insert(std::make_unique<room>(room{.name = std::string(name), .members = {}})).first->get();
  } else if (std::ranges::any_of(who.rooms_, [&](const membership& m) { return m.room == target; })) {
    return;
  }
  who.rooms_.push_back({.room = target, .index = static_cast<std::uint32_t>(target->members.size())});
  target->members.push_back({.session = &session, .owner = &who});
}

void namespace_shard::leave(socket& who, std::string_view name) {
  const auto place = std::ranges::find_if(who.rooms_, [&](const membership& m) { return m.room->name == name; });
  if (place == who.rooms_.end()) return;
  const membership left = *place;
  who.rooms_.erase(place);
  drop(*left.room, left.index);
}

void namespace_shard::drop(room& from, std::uint32_t index) {
  const auto last = static_cast<std::uint32_t>(from.members.size() - 1);
  if (index != last) {
    from.members[index] = from.members[last];
    for (membership& place : from.members[index].owner->rooms_) {
      if (place.room == &from) place.index = index;
    }
  }
  from.members.pop_back();
  if (from.members.empty()) rooms_.erase(rooms_.find(std::string_view(from.name)));
}

room* namespace_shard::find_room(std::string_view name) const {
  const auto found = rooms_.find(name);
  return found == rooms_.end() ? nullptr : found->get();
}

socket* namespace_shard::find_socket(std::string_view id) const {
  const auto found = ids_.find(id);
  return found == ids_.end() ? nullptr : *found;
}

std::uint32_t namespace_shard::next_mark() {
  if (++mark_ == 0) {  // the numbers have gone round: no old mark may look new
    for (const member& m : everybody_) m.owner->mark_ = 0;
    mark_ = 1;
  }
  return mark_;
}

template <typename Action>
void namespace_shard::for_each(const audience& who, Action&& action) {
  if (everybody_.empty()) return;

  // The usual cases need no marks: one list of members, without at most one socket.
  if (who.rooms.size() <= 1 && who.except.size() <= 1) {
    const std::vector<member>* list = &everybody_;
    bool simple = true;
    if (!who.rooms.empty()) {
      const room* target = find_room(who.rooms.front());
      socket* self = find_socket(who.rooms.front());
      simple = target == nullptr || self == nullptr;
      if (simple && target == nullptr) {
        if (self == nullptr) return;
        if (who.except.empty()) return action(everybody_[self->slot_]);
        simple = false;
      }
      if (target != nullptr) list = &target->members;
    }
    const socket* excluded = nullptr;
    if (simple && !who.except.empty()) {
      excluded = find_socket(who.except.front());
      simple = find_room(who.except.front()) == nullptr;
    }
    if (simple) {
      for (const member& m : *list) {
        if (m.owner != excluded) action(m);
      }
      return;
    }
  }

  const std::uint32_t mark = next_mark();
  const auto visit = [&](std::string_view name, auto&& each) {
    if (socket* self = find_socket(name)) each(everybody_[self->slot_]);
    if (room* target = find_room(name)) {
      for (const member& m : target->members) each(m);
    }
  };
  const auto once = [&](const member& m) {
    if (std::exchange(m.owner->mark_, mark) != mark) action(m);
  };
  for (const std::string& name : who.except) {
    visit(name, [&](const member& m) { m.owner->mark_ = mark; });
  }
  if (who.rooms.empty()) {
    for (const member& m : everybody_) once(m);
  }
  for (const std::string& name : who.rooms) visit(name, once);
}

std::vector<socket_ptr> namespace_shard::select(const audience& who) {
  std::vector<socket_ptr> chosen;
  for_each(who, [&](const member& m) { chosen.push_back(owners_[m.owner->slot_]); });
  return chosen;
}

void namespace_shard::emit(const audience& who, delivery mode, const encoded_packet& packet) {
  const engineio::delivery head(packet.head);
  std::vector<engineio::delivery> attachments;
  attachments.reserve(packet.attachments.size());
  for (const engineio::shared_message& message : packet.attachments) attachments.emplace_back(message);

  // `send` never calls back: the end of a session is told at the end of the turn.
  for_each(who, [&](const member& m) {
    if (mode == delivery::volatile_ && !m.session->writable()) return;
    m.session->send(head);
    for (const engineio::delivery& attachment : attachments) m.session->send(attachment);
  });
}

void namespace_shard::sockets_join(const audience& who, std::string_view name) {
  for (const socket_ptr& chosen : select(who)) chosen->join(name);
}

void namespace_shard::sockets_leave(const audience& who, std::string_view name) {
  for (const socket_ptr& chosen : select(who)) chosen->leave(name);
}

void namespace_shard::disconnect_sockets(const audience& who, underlying connection) {
  for (const socket_ptr& chosen : select(who)) chosen->disconnect(connection);
}

}  // namespace webchats::socketio
