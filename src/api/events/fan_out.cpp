// Notices of chat to namespace /chat. Everything here runs on the notice's home loop, so what one room's people see
// comes in the order of storage.

#include "api/events/chat_namespace.hpp"
#include "api/json/modern.hpp"
#include "api/json/time.hpp"
#include "api/sockets/arguments.hpp"
#include "api/sockets/loops.hpp"
#include "net/loop_group.hpp"
#include "socketio/broadcast_operator.hpp"

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
    case chat::revocation::disabled:
      return "disabled";
    case chat::revocation::password_changed:
      return "password_changed";
  }
  return "revoked";
}

std::string_view name_of(chat::member_change change) noexcept {
  switch (change) {
    case chat::member_change::joined:
      return "joined";
    case chat::member_change::left:
      return "left";
    case chat::member_change::kicked:
      return "kicked";
    case chat::member_change::banned:
      return "banned";
    case chat::member_change::role:
      return "role";
    case chat::member_change::muted:
      break;
  }
  return "muted";
}

/// The beginning of every event about one message of a room.
json_writer about(chat::room_id room, chat::seq_no seq, std::int64_t version) {
  json_writer out;
  out.open_object().key("room").number(room.value).key("seq").number(seq.value).key("version").number(version);
  return out;
}

socketio::arguments finished(json_writer&& out) {
  out.close_object();
  return as_argument(std::move(out).take());
}

std::string room_updated(const chat::room& changed, std::size_t online) {
  json_writer out;
  modern::write(out, changed, online);
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
    } else {
      const auto author = person_name(said.author.id);
      room.except(author).emit("message", as_argument(modern::message_event(said, {})));
      self.chat_.to(author).emit("message", as_argument(modern::message_event(said, said.author.id)));
    }
    mention(one);
  }

  void mention(const chat::message_posted& one) const {
    if (!one.everybody && one.mentioned.empty()) return;
    json_writer out;
    out.open_object().key("room").number(one.message.room.value).key("seq").number(one.message.seq.value);
    auto told = finished(std::move(out));
    if (one.everybody) {
      self.chat_.to(room_name(one.message.room)).except(person_name(one.message.author.id)).emit("mention", told);
      return;
    }
    for (const auto user : one.mentioned) self.chat_.to(person_name(user)).emit("mention", told);
  }

  void operator()(const chat::message_grown& one) const {
    auto out = about(one.room, one.seq, one.version);
    out.key("text").string(one.text).key("edited").null().key("preview").null();
    to_room(one.room, "message:updated", std::move(out));
  }

  void operator()(const chat::message_edited& one) const {
    auto out = about(one.room, one.seq, one.version);
    out.key("text").string(one.text).key("edited").string(rfc3339(one.edited)).key("preview");
    modern::write(out, one.preview);
    to_room(one.room, "message:updated", std::move(out));
  }

  void operator()(const chat::preview_changed& one) const {
    auto out = about(one.room, one.seq, one.version);
    out.key("text").string(one.text).key("edited");
    modern::write_time(out, one.edited);
    out.key("preview");
    modern::write(out, one.preview);
    to_room(one.room, "message:updated", std::move(out));
  }

  void operator()(const chat::message_deleted& one) const {
    auto out = about(one.room, one.seq, one.version);
    out.key("deleted").string(rfc3339(one.deleted)).key("by").number(one.by.value);
    to_room(one.room, "message:deleted", std::move(out));
  }

  void operator()(const chat::reaction_changed& one) const {
    auto out = about(one.room, one.seq, one.version);
    out.key("emoji").string(one.emoji).key("user").number(one.user.value);
    out.key("added").boolean(one.added).key("count").number(one.count);
    to_room(one.room, "reaction", std::move(out));
  }

  void operator()(const chat::pin_changed& one) const {
    auto out = about(one.room, one.seq, one.version);
    out.key("user").number(one.user.value).key("pinned").boolean(one.pinned);
    to_room(one.room, "pin", std::move(out));
  }

  void operator()(const chat::thread_grown& one) const {
    auto out = about(one.room, one.seq, one.version);
    out.key("replies").number(one.replies);
    to_room(one.room, "thread", std::move(out));
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
        .key("mentions")
        .number(one.mentions)
        .close_object();
    self.each_of(one.user, [one, json = std::move(out).take()](socketio::socket& socket) {
      if (!connection::of(socket)->has_read(one.room, one.where.last_read)) socket.emit("read", as_argument(json));
    });
  }

  void operator()(const chat::room_created& one) const {
    for (const auto member : one.members) {
      self.each_of(member, [room = one.room.id, version = one.room.version](socketio::socket& socket) {
        connection::of(socket)->enter(socket, room, version);
      });
    }
    tell_room(self.chat_.to(room_name(one.room.id)), one.room);
  }

  void tell_room(const socketio::broadcast_operator& audience, const chat::room& room) const {
    audience.emit("room:updated", as_argument(events::room_updated(room, self.services_.presence.count(room.id))));
  }

  void operator()(const chat::room_updated& one) const { tell_room(self.chat_.to(room_name(one.room.id)), one.room); }

  void operator()(const chat::member_changed& one) const {
    using enum chat::member_change;
    const bool ended = one.change == left || one.change == kicked || one.change == banned;
    if (one.change == joined) {
      self.each_of(one.user.id, [room = one.room, version = one.version](socketio::socket& socket) {
        connection::of(socket)->enter(socket, room, version);
      });
      if (one.entered) {
        tell_room(self.chat_.to(person_name(one.user.id)), *one.entered);
      }
    } else if (ended) {
      // Out of the room before the room is told: nothing that comes after reaches them.
      json_writer gone;
      gone.open_object().key("room").number(one.room.value).key("reason").string(name_of(one.change));
      if (one.change != left) gone.key("why").string(one.removal.reason);
      if (one.change == banned) {
        gone.key("until");
        one.removal.until ? gone.string(rfc3339(*one.removal.until)) : gone.null();
      }
      on_every_loop(self.loops_, [&self = self, user = one.user.id, room = one.room, version = one.version,
                                  told = finished(std::move(gone))](std::size_t index) {
        auto& people = self.states_[index]->people;
        people.removed.add(user, room, version, self.loops_[index].now());
        people.each_of(user, [&](socketio::socket& socket) {
          connection::of(socket)->leave(socket, room);
          socket.emit("room:gone", told);
        });
      });
    }
    json_writer out;
    out.open_object().key("room").number(one.room.value).key("version").number(one.version);
    out.key("change").string(name_of(one.change)).key("user");
    modern::write(out, one.user);
    if (!ended) out.key("role").string(modern::name_of(one.role));
    if (one.muted_until) out.key("muted_until").string(rfc3339(*one.muted_until));
    out.key("members").number(one.members);
    to_room(one.room, "member", std::move(out));
  }

  void operator()(const chat::account_changed& one) const {
    self.services_.presence.choose(one.me.who.id, chat::choice_of(one.me));
    json_writer out;
    modern::write(out, one.me);
    self.each_of(one.me.who.id, [me = one.me, news = as_argument(std::move(out).take())](socketio::socket& socket) {
      connection::of(socket)->update(me);
      socket.emit("me", news);
    });
  }

  void operator()(const chat::announced& one) const {
    json_writer out;
    if (one.english.empty() && one.chinese.empty()) {
      out.null();
    } else {
      out.open_object().key("en").string(one.english).key("zh").string(one.chinese).close_object();
    }
    self.chat_.emit("notice", as_argument(std::move(out).take()));
  }

  void to_room(chat::room_id room, const char* event, json_writer&& out) const {
    self.chat_.to(room_name(room)).emit(event, finished(std::move(out)));
  }

  void operator()(const chat::profile_changed& one) const {
    self.services_.presence.update(one.user);
    self.each_of(one.user.id, [user = one.user, &presence = self.services_.presence](socketio::socket& socket) {
      connection::of(socket)->update(user, presence);
    });
    if (one.rooms.empty()) return;
    auto everybody = self.chat_.to(room_name(one.rooms.front()));
    for (const auto room : one.rooms) everybody = std::move(everybody).to(room_name(room));
    json_writer out;
    modern::write(out, one.user);
    everybody.emit("profile", as_argument(std::move(out).take()));
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

  void operator()(const chat::availability_changed& one) const { self.availability_moved(one.user); }

  /// Told by `presence_teller`, with one snapshot for both contracts.
  void operator()(const chat::presence_changed&) const {}
};

void chat_namespace::deliver(const chat::notice& one) { std::visit(fan_out{*this}, one); }

}  // namespace webchats::api::events
