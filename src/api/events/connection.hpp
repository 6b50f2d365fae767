#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>
#include <boost/container/flat_map.hpp>
#include <boost/container/flat_set.hpp>

#include "api/error.hpp"
#include "api/events/pace.hpp"
#include "api/sockets/registry.hpp"
#include "chat/presence.hpp"
#include "chat/types.hpp"
#include "socketio/arguments.hpp"
#include "socketio/socket.hpp"

namespace webchats::api::events {

/// The Socket.IO room of a chat room's members, and that of a person's sockets.
[[nodiscard]] std::string room_name(chat::room_id room);
[[nodiscard]] std::string person_name(chat::user_id user);

/// A socket of namespace `/chat` and whose it is. The `data` of its socket; lives on the socket's loop.
class connection {
 public:
  /// `removed`: of the socket's loop; outlives it.
  connection(chat::identity who, language spoken, pace allowed, chat::presence::stay stay,
             const removed_members& removed)
      : events(allowed), who_(std::move(who)), language_(spoken), stay_(std::move(stay)), removed_(&removed) {}

  /// That of a socket which passed the middleware.
  [[nodiscard]] static std::shared_ptr<connection> of(const socketio::socket& socket) {
    return std::static_pointer_cast<connection>(socket.context);
  }

  [[nodiscard]] const chat::user& user() const noexcept { return who_.me.who; }
  [[nodiscard]] const chat::account& me() const noexcept { return who_.me; }
  [[nodiscard]] chat::session_id session() const noexcept { return who_.session; }
  [[nodiscard]] language spoken() const noexcept { return language_; }

  [[nodiscard]] const std::optional<chat::access>& may() const noexcept { return who_.may; }
  /// Whether the token is for this event, with what it says.
  [[nodiscard]] bool permits(std::string_view event, const socketio::arguments& values) const;
  /// Whether the token is for the events of this room.
  [[nodiscard]] bool hears(chat::room_id room) const {
    return !who_.may || (who_.may->has(chat::scope::messages_read) && who_.may->covers(room));
  }

  /// A room of this person as it was before the socket is connected: `enter_expected` enters it.
  void expects(const chat::room& room) { expected_.emplace_back(room.id, room.version); }
  void enter_expected(socketio::socket& socket);

  /// Hears the room's events and is seen in it. Doing it twice is doing it once; nothing happens on a socket that left,
  /// or when the membership that was seen at `version` of the room is over by now.
  void enter(socketio::socket& socket, chat::room_id room, std::int64_t version);
  void enter(socketio::socket& socket, const chat::room& room) { enter(socket, room.id, room.version); }
  void leave(socketio::socket& socket, chat::room_id room);
  [[nodiscard]] bool in(chat::room_id room) const { return stay_.in(room); }
  [[nodiscard]] const std::set<chat::room_id>& rooms() const noexcept { return stay_.rooms(); }
  /// What this connection says of its person.
  void say(chat::availability said) { stay_.say(said); }
  [[nodiscard]] const chat::identity& who() const noexcept { return who_; }
  /// Leaves every room; the socket is gone.
  void end() noexcept { stay_.leave_all(); }

  /// The person's name or avatar changed.
  void update(const chat::user& changed, chat::presence& presence);
  /// What the person sees of themselves changed.
  void update(chat::account changed) { who_.me = std::move(changed); }

  /// Remembers that this socket itself asks to have read up to `up_to`, and whether it did.
  void reads(chat::room_id room, chat::seq_no up_to);
  /// What became of that: a claim beyond the last message must not hide what the reader's other sockets read later.
  void settle_read(chat::room_id room, chat::seq_no claimed, chat::seq_no moved_to);
  /// The marker was moved back: what this socket had read counts no more.
  void forget_read(chat::room_id room) { read_.erase(room); }
  [[nodiscard]] bool has_read(chat::room_id room, chat::seq_no up_to) const;

  /// Whether "is typing" goes out now: at most every two seconds and room.
  [[nodiscard]] bool may_type(chat::room_id room, pace::time_point now);

  /// Every event of the socket takes one.
  pace events;

 private:
  chat::identity who_;
  language language_;
  chat::presence::stay stay_;
  const removed_members* removed_;
  std::vector<std::pair<chat::room_id, std::int64_t>> expected_;
  boost::container::flat_map<chat::room_id, chat::seq_no> read_;
  boost::container::flat_map<chat::room_id, pace::time_point> typed_;
};

}  // namespace webchats::api::events
