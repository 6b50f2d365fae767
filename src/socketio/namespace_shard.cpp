#include "socketio/namespace_shard.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
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
  joined->slot_ = static_cast<std::uint32_t>(everybody_.members.size());
  everybody_.members.push_back({.session = &session, .owner = joined.get(), .form = form});
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
  take_along(everybody_, everybody_.members[slot]);
  const socket_ptr keep = std::exchange(owners_[slot], std::move(owners_.back()));
  owners_.pop_back();
  everybody_.members[slot] = everybody_.members.back();
  everybody_.members.pop_back();
  if (slot < everybody_.members.size()) everybody_.members[slot].owner->slot_ = slot;
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
  everybody_.members.clear();
  questions_.clear();
  owners_.clear();
}

void namespace_shard::join(socket& who, engineio::session& session, std::string_view name) {
  if (name == who.id()) return;  // there by itself
  room* target = find_room(name);
  if (target == nullptr) {
    target = rooms_.insert(std::make_unique<room>(room{.name = std::string(name), .members = {}, .outlet = {}}))
                 .first->get();
  } else if (std::ranges::any_of(who.rooms_, [&](const membership& m) { return m.room == target; })) {
    return;
  }
  who.rooms_.push_back({.room = target, .index = static_cast<std::uint32_t>(target->members.size())});
  target->members.push_back({.session = &session, .owner = &who, .form = everybody_.members[who.slot_].form});
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

/// What a room holds back for a member that leaves.
void namespace_shard::take_along(const room& from, const member& leaving) {
  if (from.outlet && from.outlet->holds()) leaving.session->hasten();
}

void namespace_shard::drop(room& from, std::uint32_t index) {
  take_along(from, from.members[index]);
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
    for (const member& m : everybody_.members) m.owner->mark_ = 0;
    mark_ = 1;
  }
  return mark_;
}

/// One list of members, without those that are excluded.
struct namespace_shard::plain_audience {
  std::span<const member> members;
  room* list = nullptr;              ///< whose they are, if they are a room's or all
  const socket* excluded = nullptr;  ///< the only one, or
  std::uint32_t mark = 0;            ///< what all of them are marked with

  template <typename Action>
  void for_each(Action&& action) const {
    for (const member& m : members) {
      if (m.owner != excluded && (mark == 0 || m.owner->mark_ != mark)) action(m);
    }
  }
};

/// Calls `each(member)` for the socket and for the members of the room of that name.
template <typename Action>
void namespace_shard::visit(std::string_view name, Action&& each) {
  if (const socket* self = find_socket(name)) each(everybody_.members[self->slot_]);
  if (const room* target = find_room(name)) {
    for (const member& m : target->members) each(m);
  }
}

std::uint32_t namespace_shard::mark_excluded(const audience& who) {
  const std::uint32_t mark = next_mark();
  for (const std::string& name : who.except) {
    visit(name, [mark](const member& m) { m.owner->mark_ = mark; });
  }
  return mark;
}

/// The usual cases: everybody, one room, or one socket; nothing for others.
std::optional<namespace_shard::plain_audience> namespace_shard::plain(const audience& who) {
  if (who.rooms.size() > 1) return std::nullopt;
  plain_audience found;
  found.list = who.rooms.empty() ? &everybody_ : find_room(who.rooms.front());
  if (found.list != nullptr) found.members = found.list->members;
  if (!who.rooms.empty()) {
    if (const socket* self = find_socket(who.rooms.front()); self != nullptr) {
      if (found.list != nullptr) return std::nullopt;
      found.members = std::span(&everybody_.members[self->slot_], 1);
    }
  }
  // The sender alone, as most often, costs no look at each member.
  if (who.except.size() == 1 && find_room(who.except.front()) == nullptr) {
    found.excluded = find_socket(who.except.front());
  } else if (!who.except.empty()) {
    found.mark = mark_excluded(who);
  }
  return found;
}

template <typename Action>
void namespace_shard::for_each(const audience& who, Action&& action) {
  if (const auto usual = plain(who)) return usual->for_each(action);

  const std::uint32_t mark = mark_excluded(who);
  for (const std::string& name : who.rooms) {
    visit(name, [&](const member& m) {
      if (std::exchange(m.owner->mark_, mark) != mark) action(m);
    });
  }
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
  /// `together`: where the frames are to lie, or null.
  loop_packet(const encoded_packet& packet, fan_out* together) : packet_(packet), together_(together) {}

  struct messages {
    engineio::delivery head;
    std::vector<engineio::delivery> attachments;
  };
  const messages& form(wire_form wanted) {
    auto& made = forms_[static_cast<std::size_t>(wanted)];
    if (!made) {
      const packet_form& encoded = packet_.form(wanted);
      made.emplace(messages{.head = head(encoded, wanted), .attachments = {}});
      made->attachments.reserve(encoded.attachments.size());
      for (const auto& attachment : encoded.attachments) made->attachments.emplace_back(attachment);
    }
    return *made;
  }

 private:
  [[nodiscard]] engineio::delivery head(const packet_form& encoded, wire_form wanted) const {
    if (together_ == nullptr) return engineio::delivery(encoded.head);
    return {encoded.head, together_->batch(wanted)};
  }

  const encoded_packet& packet_;
  fan_out* together_;
  std::array<std::optional<messages>, 4> forms_;
};

}  // namespace

fan_out* namespace_shard::outlet_of(room& list) {
  if (list.members.size() < fan_out::fewest_members) return nullptr;
  if (!list.outlet) list.outlet = std::make_unique<fan_out>(list, home_.quiet_rooms, home_.pace);
  return list.outlet.get();
}

void namespace_shard::emit(const audience& who, const emit_options& how, const encoded_packet& packet) {
  send(who, how, packet);
}

void namespace_shard::send(const audience& who, const emit_options& how, const encoded_packet& packet,
                           const recovery_log::entry* logged) {
  const auto usual = plain(who);
  fan_out* const outlet = usual && usual->list != nullptr ? outlet_of(*usual->list) : nullptr;
  loop_packet here(packet, outlet);
  const net::departure when = outlet == nullptr ? net::departure::turn_end : outlet->admit(loop().now(), packet.size());
  std::uint64_t sent = 0;
  std::uint64_t dropped = 0;
  const bool may_wait = how.mode == delivery::volatile_ || !how.coalesce_key.empty();
  // `send` never calls back: the end of a session is told at the end of the turn.
  const auto give = [&](const member& m) {
    if (may_wait && !m.session->writable()) {
      if (how.mode == delivery::volatile_) {
        ++dropped;
      } else {
        m.owner->hold(how.coalesce_key, packet.form(wire_form::json_without_offset));
      }
      return;
    }
    const loop_packet::messages& form = here.form(m.form);
    m.session->send(form.head, how.compress, when);
    for (const engineio::delivery& attachment : form.attachments) m.session->send(attachment, how.compress, when);
    if (logged != nullptr && m.owner->extras_ && m.owner->extras_->recovery) {
      m.owner->extras_->recovery->sent(logged->number, logged->time);
    }
    ++sent;
  };
  usual ? usual->for_each(give) : for_each(who, give);
  if (when == net::departure::later) {
    outlet->given();
    home_.counters.paced.add(sent);
  }
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
