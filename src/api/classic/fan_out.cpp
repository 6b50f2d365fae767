// Notices of chat to namespace /. On the notice's home loop, so what one room's people see comes in the order of
// storage.

#include <algorithm>

#include "api/classic/main_namespace.hpp"
#include "api/classic/payloads.hpp"
#include "api/classic/rooms.hpp"
#include "api/sockets/arguments.hpp"
#include "api/sockets/loops.hpp"
#include "net/loop_group.hpp"

namespace webchats::api::classic {
namespace {

void tell_count(socketio::socket& socket, chat::room_id room, const chat::reading& where) {
  const std::pair one{room, where};
  socket.emit("count", as_argument(counts({&one, 1})));
}

/// A message came to `room`: whoever is in it has read it, and so has its author; the others have one more unread.
void count_message(socketio::socket& socket, chat::room_id room, chat::seq_no seq, chat::user_id author) {
  const auto asker = visitor::of(socket);
  auto* where = asker->reading_of(room);
  if (where == nullptr) {
    if (asker->room == room) asker->know(room, {seq, seq});
    return;
  }
  const auto before = where->unread();
  where->last_seq = std::max(where->last_seq, seq);
  if (asker->room == room || asker->who->me.who.id == author) where->last_read = where->last_seq;
  if (where->unread() != before) tell_count(socket, room, *where);
}

/// The person read on, here or elsewhere.
void count_reading(socketio::socket& socket, chat::room_id room, const chat::reading& moved) {
  auto* where = visitor::of(socket)->reading_of(room);
  if (where == nullptr) return;
  const auto before = where->unread();
  where->last_seq = std::max(where->last_seq, moved.last_seq);
  where->last_read = std::max(where->last_read, moved.last_read);
  if (where->unread() != before) tell_count(socket, room, *where);
}

}  // namespace

struct main_namespace::fan_out {
  main_namespace& self;

  void operator()(const chat::message_posted& one) const {
    // These clients know no changes of messages: they get it when it is whole.
    if (!one.growing) tell(one.message);
  }

  void operator()(const chat::message_grown& one) const {
    if (one.whole) tell(*one.whole);
  }

  void tell(const chat::message& said) const {
    if (!is_known(said.room)) return;
    const auto everybody = self.main_.to(room_name(said.room));
    for (auto& shown : shown_messages(said)) everybody.emit("message", as_argument(std::move(shown)));
    on_every_loop(self.loops_, [&states = self.states_, room = said.room, seq = said.seq,
                                author = said.author.id](std::size_t index) {
      states[index]->people.each([=](socketio::socket& socket) { count_message(socket, room, seq, author); });
    });
  }

  void operator()(const chat::read_moved& one) const {
    if (!is_known(one.room)) return;
    self.on_each(one.user, [one](socketio::socket& socket) { count_reading(socket, one.room, one.where); });
  }

  void operator()(const chat::member_changed& one) const {
    if (one.change != chat::member_change::left && one.change != chat::member_change::kicked &&
        one.change != chat::member_change::banned) {
      return;
    }
    on_every_loop(self.loops_,
                  [&self = self, user = one.user.id, room = one.room, version = one.version](std::size_t index) {
                    auto& people = self.states_[index]->people;
                    people.removed.add(user, room, version, self.loops_[index].now());
                    people.each_of(user, [&](socketio::socket& socket) {
                      if (visitor::of(socket)->room == room) self.leave_room(socket);
                    });
                  });
  }

  void operator()(const chat::profile_changed& one) const {
    self.on_each(one.user.id, [&self = self, user = one.user](socketio::socket& socket) {
      const auto asker = visitor::of(socket);
      asker->who->me.who = user;
      if (!asker->room) return;
      // A stay carries the name under which it entered; the new one comes before the old one goes.
      auto renamed = self.services_.presence.connect(user);
      renamed.enter(*asker->room);
      asker->stay = std::move(renamed);
    });
  }

  void operator()(const chat::session_revoked& one) const {
    on_every_loop(self.loops_, [&self = self, one](std::size_t index) {
      auto& people = self.states_[index]->people;
      people.ended.add(one.session, self.loops_[index].now());
      people.each_of(one.user, [&one](socketio::socket& socket) {
        const auto asker = visitor::of(socket);
        if (asker->who && asker->who->session == one.session) socket.disconnect(socketio::underlying::close);
      });
    });
  }

  // These clients know the two rooms they know, and of messages that they come.
  void operator()(const auto&) const {}
};

void main_namespace::deliver(const chat::notice& one) { std::visit(fan_out{*this}, one); }

void main_namespace::presence_told(chat::room_id room, std::span<const chat::user> online) {
  if (!is_known(room)) return;
  std::set<chat::user_id> now;
  for (const auto& one : online) now.insert(one.id);
  const auto* loop = net::loop::current();
  auto& before = states_[loop == nullptr ? 0 : loop->index()]->told[room];
  // Two names for one list: these clients handle both alike, but others may not.
  const bool somebody_left = !std::ranges::includes(now, before);
  before = std::move(now);
  main_.to(room_name(room)).emit(somebody_left ? "roomout" : "room", as_argument(people(online)));
}

}  // namespace webchats::api::classic
