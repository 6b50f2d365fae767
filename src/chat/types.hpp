#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "chat/ids.hpp"

namespace webchats::chat {

/// Wall-clock time as it is stored and shown: UTC, milliseconds.
using instant = std::chrono::sys_time<std::chrono::milliseconds>;

/// What everybody may see of a person.
struct user {
  user_id id;
  std::string name;
  std::string avatar;   ///< URL or URL path; empty when there is none
  std::string email{};  ///< normalised; shown only by the contract of the original clients, where it is the person's id
  friend bool operator==(const user&, const user&) = default;
};

/// What a person sees of themselves. Never holds a password hash or a token.
struct account {
  user who;
  std::string email;  ///< normalised
  instant created;
  instant updated;
};

/// One signed-in device.
struct session {
  session_id id;
  user_id user;
  std::string device;  ///< as the client called itself; may be empty
  instant created;
  instant last_used;  ///< exact to a few minutes: writes of it are coalesced
  instant expires;    ///< the latest moment it can be used, however busy it is
};

/// Who is behind a valid token.
struct identity {
  account me;
  session_id session;
};

/// An uploaded image.
struct file {
  file_id id;
  std::string url;    ///< URL path of the image
  std::string thumb;  ///< URL path of its small version
  std::string type;   ///< MIME type, from the content
  std::int32_t width = 0;
  std::int32_t height = 0;
  std::int64_t size = 0;  ///< bytes
};

/// A stored message. `text` is exactly what was sent: nothing is escaped.
struct message {
  message_id id;
  room_id room;
  seq_no seq;
  user author;
  std::optional<std::string> client_id;  ///< show it to its author only
  std::string text;
  std::vector<file> attachments;
  instant time;  ///< set by the server
};

enum class room_kind { open, closed };  ///< `open` is "public" in the contracts, `closed` is "private"

struct room {
  room_id id;
  room_kind kind = room_kind::open;
  std::string name;
  std::string topic;
  seq_no last_seq;
  std::int64_t version = 0;           ///< +1 for every change of the room itself
  std::optional<int> classic_number;  ///< its number in the contract of the original clients
};

enum class member_role { member, owner };

/// Where a member is in a room. Unread is a subtraction, never a counter.
struct reading {
  seq_no last_read;
  seq_no last_seq;
  [[nodiscard]] std::int64_t unread() const noexcept { return last_seq.value - last_read.value; }
};

/// A room as one of its members sees it.
struct joined_room {
  chat::room room;
  member_role role = member_role::member;
  seq_no last_read;
  std::optional<message> last_message;
  [[nodiscard]] reading where() const noexcept { return {last_read, room.last_seq}; }
};

/// A run of history, ascending by `seq`.
struct message_page {
  std::vector<message> messages;
  bool more = false;  ///< there are messages beyond this page, in the direction that was asked for
};

}  // namespace webchats::chat
