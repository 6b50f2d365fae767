#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "chat/access.hpp"
#include "chat/ids.hpp"

namespace webchats::chat {

/// Wall-clock time as it is stored and shown: UTC, milliseconds.
using instant = std::chrono::sys_time<std::chrono::milliseconds>;

/// What a person is on this server; stored as a number.
enum class server_role : std::uint8_t { owner, admin, moderator, member, guest, bot };

/// What everybody may see of a person.
struct user {
  user_id id;
  std::string name;
  std::string avatar;   ///< URL or URL path; empty when there is none
  std::string email{};  ///< normalised; shown only by the contract of the original clients, where it is the person's id
  server_role role = server_role::member;
  /// Whether the account is deleted: then its address says so, which no address of somebody does.
  [[nodiscard]] bool is_deleted() const noexcept { return email.starts_with("deleted "); }
  friend bool operator==(const user&, const user&) = default;
};

/// How somebody who is here wants to be seen, on all their devices; stored as a number. `online`: as their connections
/// say; `invisible`: as if they were not here.
enum class chosen_presence : std::uint8_t { online, idle, dnd, invisible };

/// A part of every day, in minutes after midnight; it passes midnight when it ends before it begins. The ends differ.
struct quiet_hours {
  std::chrono::minutes from{0};
  std::chrono::minutes to{0};  ///< the first minute after them
  friend bool operator==(const quiet_hours&, const quiet_hours&) = default;
};

/// What a person sees of themselves. Never holds a password hash or a token.
struct account {
  user who;
  std::string email;  ///< normalised
  instant created;
  instant updated;
  std::string status{};     ///< what they say of themselves
  std::string language{};   ///< "zh-CN", "zh-TW", "en", or empty: as the client asks
  std::string time_zone{};  ///< IANA name, or empty
  bool hides_last_seen = false;
  chosen_presence presence = chosen_presence::online;
  std::optional<quiet_hours> quiet{};  ///< in their time zone
  bool mail_notifications = false;     ///< whether mails tell them what they missed
};

/// One signed-in device.
struct session {
  session_id id;
  user_id user;
  std::string device;  ///< as the client called itself; may be empty
  instant created;
  instant last_used;            ///< exact to a few minutes: writes of it are coalesced
  instant expires;              ///< the latest moment it can be used, however busy it is
  std::optional<access> may{};  ///< of a bot's token: what it is good for; it does not end by being idle
};

/// Who is behind a valid token.
struct identity {
  account me;
  session_id session;
  std::optional<access> may{};  ///< bounds of a bot's token; none for a person
  instant expires{};            ///< the session's last moment
};

enum class file_kind {
  image,  ///< re-encoded, with a size in pixels and smaller versions: can be shown
  file,   ///< as it came: can only be downloaded
};

/// An uploaded file. What is of images only is empty or 0 for others.
struct file {
  file_id id;
  std::string url;    ///< URL path of the file
  std::string thumb;  ///< URL path of an image's small version
  std::string type;   ///< MIME type, from the content
  std::int32_t width = 0;
  std::int32_t height = 0;
  std::int64_t size = 0;  ///< bytes
  file_kind kind = file_kind::image;
  std::string name{};    ///< as its owner calls it, see `clean_file_name`; empty when it came without one
  std::string medium{};  ///< URL path of an image's version for screens; `url` when that is not larger
  std::string blur{};    ///< BlurHash of an image: what is shown until it is there
};

/// Who makes rooms on this server; stored as a number.
enum class rooms_by : std::uint8_t { members, moderators };

/// How a message reads; stored as a number. The text of `system` is a JSON object that says what happened.
enum class message_kind : std::uint8_t { text, action, system };

/// The message another one answers, as far as it is shown with it.
struct quote {
  seq_no seq;
  user author;
  std::string text;  ///< its beginning
  bool deleted = false;
};

/// One emoji on a message.
struct reaction {
  std::string emoji;
  std::int64_t count = 0;
  std::vector<user_id> users{};  ///< the first of them
  bool mine = false;             ///< of the one who asked
};

/// What the page behind the first link of a message says of itself. Text of others: cleaned, never markup.
struct link_preview {
  std::string url;  ///< the link as it stands in the message
  std::string title;
  std::string description;  ///< may be empty
  std::string site;         ///< what its site calls itself, or empty
  friend bool operator==(const link_preview&, const link_preview&) = default;
};

/// A stored message. `text` is exactly what was sent: nothing is escaped.
struct message {
  message_id id;
  room_id room;
  seq_no seq;
  user author;
  std::optional<std::string> client_id;  ///< show it to its author only
  std::string text;                      ///< empty when deleted
  std::vector<file> attachments;
  instant time;  ///< set by the server
  message_kind kind = message_kind::text;
  std::int64_t version = 0;  ///< of the room, when this message changed last; 0: never
  std::optional<quote> reply_to{};
  seq_no thread{};           ///< the first message of the thread it belongs to; 0: none
  std::int64_t replies = 0;  ///< in the thread that begins here
  std::optional<instant> edited{};
  std::optional<instant> deleted{};
  bool pinned = false;
  std::vector<reaction> reactions{};
  bool crowd = false;  ///< its "@all" or "@here" counts: it was said by somebody who may, and names the reader
  std::optional<link_preview> preview{};
};

/// Stored as a number. `open` is "public" in the contracts, `closed` is "private".
enum class room_kind : std::uint8_t { open, closed, direct };

struct room {
  room_id id;
  room_kind kind = room_kind::open;
  std::string name;
  std::string topic;
  seq_no last_seq;
  std::int64_t version = 0;           ///< +1 for every change that is no new message
  std::optional<int> classic_number;  ///< its number in the contract of the original clients
  bool archived = false;              ///< can be read, nothing else
  bool read_only = false;             ///< only its owners and moderators write
  std::chrono::seconds slow{0};       ///< the least time between two messages of a member
  std::int64_t members = 0;           ///< number of them
  friend bool operator==(const room&, const room&) = default;
};

/// Stored as a number; `rank` orders them.
enum class member_role : std::uint8_t { member, owner, moderator };
[[nodiscard]] constexpr int rank(member_role role) noexcept {
  return role == member_role::owner ? 2 : role == member_role::moderator ? 1 : 0;
}

/// What a member is notified of; stored as a number.
enum class notify_level : std::uint8_t { all, mentions, nothing };

/// Where a member is in a room. Unread is a subtraction, never a counter.
struct reading {
  seq_no last_read;
  seq_no last_seq;
  [[nodiscard]] std::int64_t unread() const noexcept { return last_seq.value - last_read.value; }
};

/// Where a reader is after the marker moved.
struct moved_marker {
  reading where;
  std::int64_t mentions = 0;  ///< unread ones
};

/// A room as one of its members sees it.
struct joined_room {
  chat::room room;
  member_role role = member_role::member;
  seq_no last_read;
  std::optional<message> last_message;
  std::int64_t mentions = 0;  ///< of this member, not read yet
  notify_level notify = notify_level::all;
  std::optional<instant> muted_until{};
  std::string draft{};         ///< what they were about to say
  std::vector<user> people{};  ///< the others of a direct room
  [[nodiscard]] reading where() const noexcept { return {last_read, room.last_seq}; }
};

/// A run of history, ascending by `seq`.
struct message_page {
  std::vector<message> messages;
  bool more = false;                      ///< there are messages beyond this page, in the direction that was asked for
  bool more_after = false;                ///< of a page around a message: there are newer ones
  std::optional<std::int64_t> version{};  ///< of the room, of its history: the page has every change up to it
};

}  // namespace webchats::chat
