// Notices of chat to namespace /chat. Everything here runs on the notice's home loop, so what one room's people see
// comes in the order of storage.

#include "api/events/chat_namespace.hpp"
#include "api/json/modern.hpp"
#include "api/sockets/arguments.hpp"
#include "api/sockets/loops.hpp"
#include "net/loop_group.hpp"

namespace webchats::api::events {
namespace {

std::string_view name_of(chat::revocation why) noexcept {
  switch (why) {
    case chat::revocation::signed_out:
      return "signed_out";
    case chat::revocation::revoked:
      return "revoked";
    case chat::revocation::expired:
      return "expired";
    case chat::revocation::too_many:
      return "too_many";
  }
  return "revoked";
}

std::string room_updated(const chat::room& changed) {
  json_writer out;
  modern::write(out, changed);
  return std::move(out).take();
}

}  // namespace

struct chat_namespace::fan_out {
  chat_namespace& self;

  /// The author's sockets get the client id with it, by which they know it as theirs.
  void operator()(const chat::message_posted& one) const {
    const auto& said = one.message;
    const auto room = self.chat_.to(room_name(said.room));
    if (!said.client_id) {
      room.emit("message", as_argument(modern::message_event(said, {})));
      return;
    }
    const auto author = person_name(said.author.id);
    room.except(author).emit("message", as_argument(modern::message_event(said, {})));
    self.chat_.to(author).emit("message", as_argument(modern::message_event(said, said.author.id)));
  }

  void operator()(const chat::read_moved& one) const {
    json_writer out;
    out.open_object()
        .key("room")
        .number(one.room.value)
        .key("last_read")
        .number(one.where.last_read.value)
        .key("unread")
        .number(one.where.unread())
        .close_object();
    self.each_of(one.user, [one, json = std::move(out).take()](socketio::socket& socket) {
      if (!connection::of(socket)->has_read(one.room, one.where.last_read)) socket.emit("read", as_argument(json));
    });
  }

  void operator()(const chat::room_created& one) const {
    const auto room = one.room.id;
    const auto enter = [room](socketio::socket& socket) { connection::of(socket)->enter(socket, room); };
    if (one.room.kind == chat::room_kind::closed) {
      self.each_of(one.creator, enter);
    } else {
      on_every_loop(self.loops_,
                    [&states = self.states_, enter](std::size_t index) { states[index]->people.each(enter); });
    }
    self.chat_.to(room_name(room)).emit("room:updated", as_argument(room_updated(one.room)));
  }

  void operator()(const chat::room_updated& one) const {
    self.chat_.to(room_name(one.room.id)).emit("room:updated", as_argument(events::room_updated(one.room)));
  }

  void operator()(const chat::member_joined& one) const {
    self.each_of(one.user.id,
                 [room = one.room](socketio::socket& socket) { connection::of(socket)->enter(socket, room); });
  }

  void operator()(const chat::member_left& one) const {
    self.each_of(one.user,
                 [room = one.room](socketio::socket& socket) { connection::of(socket)->leave(socket, room); });
  }

  void operator()(const chat::profile_changed& one) const {
    self.services_.presence.update(one.user);
    self.each_of(one.user.id, [user = one.user, &presence = self.services_.presence](socketio::socket& socket) {
      connection::of(socket)->update(user, presence);
    });
  }

  void operator()(const chat::session_revoked& one) const {
    on_every_loop(self.loops_, [&self = self, one](std::size_t index) {
      auto& people = self.states_[index]->people;
      people.ended.add(one.session, self.loops_[index].now());
      people.each_of(one.user, [&one](socketio::socket& socket) {
        if (connection::of(socket)->session() != one.session) return;
        json_writer out;
        out.open_object().key("reason").string(name_of(one.reason)).close_object();
        socket.emit("session:revoked", as_argument(std::move(out).take()));
        // The connection below is the client's to close: a client that polls drops an event which comes in one payload
        // with the end of the connection.
        socket.disconnect();
      });
    });
  }

  /// Told by `presence_teller`, with one snapshot for both contracts.
  void operator()(const chat::presence_changed&) const {}
};

void chat_namespace::deliver(const chat::notice& one) { std::visit(fan_out{*this}, one); }

void chat_namespace::presence_told(chat::room_id room, std::span<const chat::user> online) {
  json_writer out;
  out.open_object().key("room").number(room.value).key("online");
  modern::write(out, online);
  out.close_object();
  chat_.to(room_name(room)).emit("presence", as_argument(std::move(out).take()));
}

}  // namespace webchats::api::events
