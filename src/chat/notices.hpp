#pragma once

#include <variant>
#include <vector>

#include "chat/types.hpp"

namespace webchats::chat {

/// A message was stored. Audience: every connection of every member, the author's too.
/// The author has read up to it: no `read_moved` follows.
struct message_posted {
  chat::message message;
};

/// A reader moved on. Audience: the reader's connections.
struct read_moved {
  user_id user;
  room_id room;
  reading where;
};

/// A room was made. Audience: everybody when open, else `creator`.
struct room_created {
  chat::room room;
  user_id creator;
};

/// Name, topic or kind of a room changed. Audience: its members.
struct room_updated {
  chat::room room;
};

/// Audience: the room's members and the person.
struct member_joined {
  room_id room;
  chat::user user;
};
struct member_left {
  room_id room;
  user_id user;
};

/// Name or avatar of a person changed. Audience: everybody who shares a room with them.
struct profile_changed {
  chat::user user;
};

enum class revocation { signed_out, revoked, expired, too_many };

/// A session ended. Audience: its sockets, which are cut.
struct session_revoked {
  session_id session;
  user_id user;
  revocation reason;
};

/// The set of people in a room changed: fetch it with `presence::snapshot`. Audience: the room's members.
/// Comes once, and again only after a snapshot was taken, so that a storm of connects is one notice.
struct presence_changed {
  room_id room;
};

using notice = std::variant<message_posted, read_moved, room_created, room_updated, member_joined, member_left,
                            profile_changed, session_revoked, presence_changed>;

/// Where notices go; the bridge implements it.
class notice_sink {
 public:
  virtual ~notice_sink() = default;

  /// Takes what a commit changed, in the order of storage (per room: in `seq` order). Called on the writer's thread
  /// after each commit and before its callers are answered; `presence_changed` comes from the threads of connections.
  /// Must return at once and not throw: post it on, never encode or wait here.
  virtual void publish(std::vector<notice> notices) noexcept = 0;
};

}  // namespace webchats::chat
