#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "chat/types.hpp"

namespace webchats::chat {

/// A message was stored. Audience: every connection of every member, the author's too.
/// The author has read up to it: no `read_moved` follows.
struct message_posted {
  chat::message message;
  std::vector<user_id> mentioned{};  ///< members whom it names; "@all" is in `everybody`
  bool everybody = false;
  bool growing = false;  ///< its author is still writing it: `message_grown` follows
};

/// A message became longer while its author writes it, without having been edited. Audience: the room's members.
struct message_grown {
  room_id room;
  seq_no seq;
  std::int64_t version = 0;  ///< of the room, moved by this
  std::string text;
  std::optional<chat::message> whole{};  ///< the message, when this is its end
};

/// What an edit does to the first link of a message.
enum class link_change : std::uint8_t { stays, moves };

/// The author changed the text. Audience: the room's members.
struct message_edited {
  room_id room;
  seq_no seq;
  std::int64_t version = 0;  ///< of the room, moved by this
  std::string text;
  instant edited;
  user author{};
  link_change link = link_change::stays;
  std::optional<link_preview> preview{};  ///< what is still there
};

/// A message got a preview of its link, or lost it; its text is as before. Audience: the room's members.
struct preview_changed {
  room_id room;
  seq_no seq;
  std::int64_t version = 0;  ///< of the room, moved by this
  std::string text;
  std::optional<instant> edited{};
  std::optional<link_preview> preview{};
};

/// A tombstone is left. Audience: the room's members.
struct message_deleted {
  room_id room;
  seq_no seq;
  std::int64_t version = 0;
  instant deleted;
  user_id by;
};

/// Somebody added or took back an emoji. Audience: the room's members.
struct reaction_changed {
  room_id room;
  seq_no seq;
  std::int64_t version = 0;
  std::string emoji;
  user_id user;
  bool added = true;
  std::int64_t count = 0;  ///< of this emoji on this message, afterwards
};

/// Audience: the room's members.
struct pin_changed {
  room_id room;
  seq_no seq;
  std::int64_t version = 0;
  user_id user;
  bool pinned = true;
};

/// A thread has a new answer, told beside its `message_posted`. Audience: the room's members.
struct thread_grown {
  room_id room;
  seq_no seq;  ///< its first message
  std::int64_t version = 0;
  std::int64_t replies = 0;
};

/// A reader moved on. Audience: the reader's connections.
struct read_moved {
  user_id user;
  room_id room;
  reading where;
  std::int64_t mentions = 0;  ///< unread ones
};

/// A room was made. Audience: its first members; everybody else learns of it by asking.
struct room_created {
  chat::room room;
  std::vector<user_id> members;
};

/// Something of the room itself changed. Audience: its members.
struct room_updated {
  chat::room room;
};

enum class member_change : std::uint8_t { joined, left, kicked, banned, role, muted };

/// What somebody who is put out of a room is told of it. Nobody else.
struct removal_notice {
  std::string reason;              ///< or empty
  std::optional<instant> until{};  ///< of a ban; nothing: for good
};

/// Audience: the room's members and the person.
struct member_changed {
  room_id room;
  std::int64_t version = 0;  ///< of the room, moved by this
  member_change change = member_change::joined;
  chat::user user;
  member_role role = member_role::member;
  std::optional<instant> muted_until{};
  std::int64_t members = 0;             ///< of the room, afterwards
  std::optional<chat::room> entered{};  ///< of `joined`: the room, for the person's connections, which may not know it
  removal_notice removal{};             ///< of `kicked` and `banned`: for the person's connections
};

/// Name or avatar of a person changed. Audience: everybody who shares a room with them.
struct profile_changed {
  chat::user user;
  std::vector<room_id> rooms;  ///< of theirs
};

/// What a person sees of themselves changed. Audience: their connections.
struct account_changed {
  account me;
};

/// What the administration has to say; both empty: nothing. Audience: everybody.
struct announced {
  std::string english;
  std::string chinese;
};

enum class revocation { signed_out, revoked, expired, too_many, disabled, password_changed };

/// A session ended. Audience: its sockets, which are cut.
struct session_revoked {
  session_id session;
  user_id user;
  revocation reason;
};

/// What is new about the people who are in a room.
enum class presence_news : std::uint8_t {
  nothing,
  moods,   ///< the same people, but one is idle, busy or back
  people,  ///< who they are, or what they are called
};

/// Something is new about the people in a room: fetch it with `presence::snapshot`. Audience: the room's members.
/// Comes once for each kind of news, and again only after a snapshot was taken, so that a storm of connects is one
/// notice.
struct presence_changed {
  room_id room;
  presence_news news = presence_news::people;
};

/// A person is here, idle, busy or gone, other than before: ask `presence::of`. Audience: those who share a direct
/// room.
struct availability_changed {
  user_id user;
};

using notice =
    std::variant<message_posted, message_grown, message_edited, preview_changed, message_deleted, reaction_changed,
                 pin_changed, thread_grown, read_moved, room_created, room_updated, member_changed, profile_changed,
                 account_changed, announced, session_revoked, presence_changed, availability_changed>;

/// Where notices go; the bridge implements it.
class notice_sink {
 public:
  virtual ~notice_sink() = default;

  /// Takes what a commit changed, in the order of storage (per room: in `seq` order). Called on the writer's thread
  /// after each commit and before its callers are answered; `presence_changed` and `availability_changed` come from the
  /// threads of connections. Must return at once and not throw: post it on, never encode or wait here.
  virtual void publish(std::vector<notice> notices) noexcept = 0;
};

}  // namespace webchats::chat
