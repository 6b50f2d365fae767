#include "socketio/namespace_shard.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "engineio/session.hpp"
#include "socketio/broadcast_question.hpp"
#include "socketio/guard.hpp"
#include "socketio/namespace_registry.hpp"
#include "socketio/server_loop.hpp"
#include "socketio/socket_extras.hpp"

namespace webchats::socketio {

namespace_shard::namespace_shard(namespace_& parent, server_loop& home) : parent_(parent), home_(home) {}

namespace_shard::~namespace_shard() = default;

net::loop& namespace_shard::loop() noexcept { return home_.loop; }

void namespace_shard::add(socket_ptr joined, engineio::session& session, wire_form form) {
  joined->slot_ = static_cast<std::uint32_t>(everybody_.size());
  everybody_.push_back({.session = &session, .owner = joined.get(), .form = form});
  ids_.insert(joined.get());
  if (joined->extras_ && joined->extras_->outgoings) watch_outgoing();
  owners_.push_back(std::move(joined));
  count_.store(owners_.size(), std::memory_order_relaxed);
}

void namespace_shard::remove(socket& leaving) {
  while (!leaving.rooms_.empty()) {
    const membership last = leaving.rooms_.back();
    leaving.rooms_.pop_back();
    parent_.registry_->rooms.left(parent_, last.room->name, leaving);
    drop(*last.room, last.index);
  }
  leaving.rooms_.shrink_to_fit();
  if (leaving.extras_ && leaving.extras_->outgoings) unwatch_outgoing();

  ids_.erase(&leaving);
  const std::uint32_t slot = leaving.slot_;
  const socket_ptr keep = std::exchange(owners_[slot], std::move(owners_.back()));
  owners_.pop_back();
  everybody_[slot] = everybody_.back();
  everybody_.pop_back();
  if (slot < everybody_.size()) everybody_[slot].owner->slot_ = slot;
  count_.store(owners_.size(), std::memory_order_relaxed);
  if (owners_.empty() && parent_.registry_->recovery) parent_.registry_->recovery->leave(home_.loop.index());
  // What is asked of many is answered without those that left. An answer may ask again.
  std::vector<std::unique_ptr<broadcast_question>> over;
  boost::unordered::erase_if(questions_, [&](auto& each) {
    const bool complete = each.second->left(leaving) == broadcast_question::progress::complete;
    if (complete) over.push_back(std::move(each.second));
    return complete;
  });
  for (const auto& question : over) question->finish(home_.acks);
}

void namespace_shard::clear() noexcept {
  rooms_.clear();
  ids_.clear();
  everybody_.clear();
  questions_.clear();
  owners_.clear();
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
  target->members.push_back({.session = &session, .owner = &who, .form = everybody_[who.slot_].form});
  if (who.extras_ && who.extras_->recovery) who.extras_->recovery->rooms.try_emplace(target->name, delivered_);
  parent_.registry_->rooms.joined(parent_, target->name, who);
}

void namespace_shard::leave(socket& who, std::string_view name) {
  const auto place = std::ranges::find_if(who.rooms_, [&](const membership& m) { return m.room->name == name; });
  if (place == who.rooms_.end()) return;
  const membership left = *place;
  who.rooms_.erase(place);
  if (who.extras_ && who.extras_->recovery) who.extras_->recovery->rooms.erase(std::string(name));
  const std::string room_name = left.room->name;  // the room may go
  drop(*left.room, left.index);
  parent_.registry_->rooms.left(parent_, room_name, who);
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

namespace {

/// A packet on one loop, taken there in each form once somebody wants it.
class loop_packet {
 public:
  explicit loop_packet(const encoded_packet& packet) : packet_(packet) {}

  struct messages {
    engineio::delivery head;
    std::vector<engineio::delivery> attachments;
  };
  const messages& form(wire_form wanted) {
    auto& made = forms_[static_cast<std::size_t>(wanted)];
    if (!made) {
      const packet_form& encoded = packet_.form(wanted);
      made.emplace(messages{.head = engineio::delivery(encoded.head), .attachments = {}});
      made->attachments.reserve(encoded.attachments.size());
      for (const auto& attachment : encoded.attachments) made->attachments.emplace_back(attachment);
    }
    return *made;
  }

 private:
  const encoded_packet& packet_;
  std::array<std::optional<messages>, 4> forms_;
};

}  // namespace

void namespace_shard::emit(const audience& who, const emit_options& how, const encoded_packet& packet) {
  send(who, how, packet);
}

void namespace_shard::send(const audience& who, const emit_options& how, const encoded_packet& packet,
                           const recovery_log::entry* logged) {
  loop_packet here(packet);
  std::uint64_t sent = 0;
  std::uint64_t dropped = 0;
  const bool may_wait = how.mode == delivery::volatile_ || !how.coalesce_key.empty();
  // `send` never calls back: the end of a session is told at the end of the turn.
  for_each(who, [&](const member& m) {
    if (may_wait && !m.session->writable()) {
      if (how.mode == delivery::volatile_) {
        ++dropped;
      } else {
        m.owner->hold(how.coalesce_key, packet.form(wire_form::json_without_offset));
      }
      return;
    }
    const loop_packet::messages& form = here.form(m.form);
    m.session->send(form.head, how.compress);
    for (const engineio::delivery& attachment : form.attachments) m.session->send(attachment, how.compress);
    if (logged != nullptr && m.owner->extras_ && m.owner->extras_->recovery) {
      m.owner->extras_->recovery->sent(logged->number, logged->time);
    }
    ++sent;
  });
  home_.counters.events_out.add(sent);
  if (dropped > 0) home_.counters.dropped_volatile.add(dropped);
  if (outgoing_watchers_ > 0 || !parent_.registry_->handlers->outgoings.empty() ||
      parent_.registry_->core.watcher() != nullptr) {
    show_outgoing(who, packet);
  }
}

void namespace_shard::show_outgoing(const audience& who, const encoded_packet& packet) {
  arguments values = packet.decode();
  if (values.empty() || !values.values.front().is_string()) return;
  const std::string event(values.values.front().get_string());
  values.values.erase(values.values.begin());
  for (const socket_ptr& chosen : select(who)) chosen->show_outgoing(event, values);
}

void namespace_shard::drain() { deliver(parent_.registry_->recovery->take(home_.loop.index())); }

void namespace_shard::deliver(const recovery_log::entries& entries) {
  for (const recovery_log::entry_ptr& each : entries) {
    delivered_ = each->number;
    guarded(parent_.name(), "broadcast", [&] { send(each->who, each->how, each->packet, each.get()); });
  }
}

void namespace_shard::emit_with_ack(const audience& who, const emit_options& how, const encoded_packet& packet,
                                    std::uint64_t ack_id, std::chrono::milliseconds timeout,
                                    std::function<void(broadcast_answers)> done) {
  if (parent_.registry_->recovery) drain();
  auto question = std::make_unique<broadcast_question>(std::move(done));
  for_each(who, [&](const member& m) { question->ask(*m.owner); });
  if (question->waiting() == 0) return question->finish(home_.acks);
  question->timer = home_.acks.arm(timeout, [this, ack_id, keep = parent_.shared_from_this()] {
    const auto found = questions_.find(ack_id);
    const auto late = std::move(found->second);
    questions_.erase(found);
    late->timer.reset();
    home_.counters.acks_timed_out.add(late->waiting());
    late->finish(home_.acks);
  });
  questions_.emplace(ack_id, std::move(question));
  send(who, how, packet);
}

void namespace_shard::answered(const socket& who, std::uint64_t ack_id, arguments values) {
  const auto found = questions_.find(ack_id);
  if (found == questions_.end()) return;
  if (found->second->answered(who, std::move(values)) == broadcast_question::progress::incomplete) return;
  const auto complete = std::move(found->second);
  questions_.erase(found);
  complete->finish(home_.acks);
}

std::vector<remote_socket> namespace_shard::list_sockets(const audience& who) {
  std::vector<remote_socket> list;
  for (const socket_ptr& chosen : select(who)) {
    remote_socket& one = list.emplace_back(parent_.shared_from_this());
    one.id = chosen->id();
    one.handshake = chosen->handshake();
    one.rooms = chosen->rooms();
    one.rooms.insert(one.rooms.begin(), chosen->id());
    one.data = chosen->data;
    one.transport = chosen->transport();
  }
  return list;
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
