#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "chat/notices.hpp"
#include "chat/outcome.hpp"
#include "chat/types.hpp"

/// What chat needs to be remembered. `store` implements these on SQL.
/// Every write is durable when its flow answers, and its notices were published before. Every flow may refuse with
/// `unavailable`: then nothing was stored. Membership is judged inside the same transaction as the write it guards.
namespace webchats::chat {

struct new_account {
  std::string email;
  std::string name;
  std::string avatar;
  std::string password_hash;
  instant created;
};

struct new_session {
  std::string token_hash;
  std::string device;
  instant created;
  instant expires;
  std::size_t keep = 50;  ///< sessions of this user that stay, this one included; the least recently used give way
};

struct stored_password {
  user_id user;
  std::string hash;
};

struct stored_session {
  account me;
  chat::session session;
};

/// A session that was opened, and the sessions that gave way to it.
struct opened_session {
  stored_session stored;
  std::vector<std::string> displaced;  ///< token hashes
};

class account_repository {
 public:
  virtual ~account_repository() = default;
  /// Stores a person, their first session and their membership in every open room. Refuses with `taken`
  /// (e-mail or name) and `invalid` (a name that reads like that of staff, of a bot, or like one that is kept).
  [[nodiscard]] virtual flow<stored_session> add(new_account who, new_session first) = 0;
  /// Refuses with `not_found`.
  [[nodiscard]] virtual flow<stored_password> password_of(std::string email) = 0;
  /// The same password under another hash; nothing when `old_hash` is not theirs any more. Best effort, from any
  /// thread.
  virtual void renew_hash(user_id user, std::string old_hash, std::string fresh) noexcept = 0;
  [[nodiscard]] virtual flow<opened_session> open_session(user_id user, new_session opened) = 0;
  /// Refuses with `not_found`; expiry is the caller's matter.
  [[nodiscard]] virtual flow<stored_session> session_by_token(std::string token_hash) = 0;
  [[nodiscard]] virtual flow<std::vector<session>> sessions_of(user_id user) = 0;
  /// Refuses with `not_found` when `ended` is not a session of `user`. Answers with its token hash.
  [[nodiscard]] virtual flow<std::string> end_session(user_id user, session_id ended, revocation why) = 0;
  /// Remembers when a session was used last; coalesced, best effort.
  virtual void touch(session_id used, instant when) noexcept = 0;
  [[nodiscard]] virtual flow<account> set_avatar(user_id user, std::string avatar, instant now) = 0;
};

struct new_room {
  std::string name;
  std::string topic;
  room_kind kind = room_kind::open;
  user_id creator;
  instant created;
  std::size_t most_owned = 100;  ///< refuse with `forbidden` beyond
  rooms_by makers = rooms_by::members;
};

/// What is to be different; the rest stays.
struct room_change {
  std::optional<std::string> name{};
  std::optional<std::string> topic{};
  std::optional<room_kind> kind{};  ///< open or closed
  std::optional<bool> read_only{};
  std::optional<std::chrono::seconds> slow{};
};

enum class archiving : std::uint8_t { open_again, archive };

/// A room after a change, by somebody who need not be a member.
struct changed_room {
  room now;
  std::optional<joined_room> mine{};
};

/// Which part of a list by id to read.
struct list_range {
  std::string part{};      ///< of the name, without regard to ASCII case; empty: all
  std::int64_t after = 0;  ///< an id
  std::size_t limit = 50;
};

struct room_page {
  std::vector<room> rooms;
  bool more = false;
};

class room_repository {
 public:
  virtual ~room_repository() = default;
  [[nodiscard]] virtual flow<std::vector<joined_room>> rooms_of(user_id member) = 0;
  [[nodiscard]] virtual flow<joined_room> room_for(user_id member, room_id wanted) = 0;
  /// Open rooms that are not archived. Refuses with `forbidden`.
  [[nodiscard]] virtual flow<room_page> directory(user_id asker, list_range range) = 0;
  /// Refuses with `forbidden`: the role does not allow it, or they own too many.
  [[nodiscard]] virtual flow<joined_room> create(new_room made) = 0;
  /// The direct room of exactly `who` and `others` (sorted, none twice, `who` not among them), made if it is not there.
  /// Refuses with `forbidden` (somebody blocked somebody, or the role) and `invalid{users, unknown}`.
  [[nodiscard]] virtual flow<joined_room> direct(user_id who, std::vector<user_id> others, instant now) = 0;
  [[nodiscard]] virtual flow<joined_room> join(user_id who, room_id wanted, instant now) = 0;
  /// Refuses with `conflict` the last owner of a room with others.
  [[nodiscard]] virtual flow<void> leave(user_id who, room_id left, instant now) = 0;
  [[nodiscard]] virtual flow<changed_room> update(user_id who, room_id changed, room_change change, instant now) = 0;
  [[nodiscard]] virtual flow<changed_room> archive(user_id who, room_id changed, archiving what, instant now) = 0;
  /// Never moves backwards nor beyond the last message.
  [[nodiscard]] virtual flow<moved_marker> mark_read(user_id who, room_id read, seq_no up_to) = 0;
};

struct new_message {
  room_id room;
  user_id author;
  std::optional<std::string> client_id;
  std::string text;
  std::vector<file_id> attachments;
  instant time;
  message_kind kind = message_kind::text;
  seq_no reply_to{};               ///< 0: answers nothing
  seq_no thread{};                 ///< 0: in none; else any message of it
  std::vector<user_id> here{};     ///< whom "@here" names, when the text says it
  std::int64_t may_name_all = 20;  ///< members of a room in which anybody may write "@all"
  std::string flagged{};           ///< words in it that moderators are to hear of; empty: none
  bool growing = false;            ///< its author is still writing it: `message_change_repository::grow` follows
};

/// A message that `append` stored, or had stored before for the same client id.
struct appended {
  enum class novelty { first, repeated };
  message_id id;
  seq_no seq;
  instant time;
  novelty what = novelty::first;
};

/// Which end of a room's history to start from.
struct history_range {
  std::optional<seq_no> before;  ///< the newest ones below it
  std::optional<seq_no> after;   ///< the oldest ones above it; wins over `before`
  std::size_t limit = 50;
};

/// One half of a classic image: the HTTP upload or the socket message. Both carry the same bytes.
enum class image_half { upload, message };

struct new_image_message {
  room_id room;
  user_id author;
  std::string digest;  ///< SHA-256 of the bytes as sent, hexadecimal
  image_half half = image_half::upload;
  chat::file image;
  instant time;
  instant not_before;                                                  ///< a half older than this is not met any more
  std::int64_t most_bytes = std::numeric_limits<std::int64_t>::max();  ///< as for `file_repository::add`
};

class message_repository {
 public:
  virtual ~message_repository() = default;
  /// The next `seq` of the room, or the earlier answer for the same author and client id. Moves the author's read
  /// marker, counts the thread, notes who is named. Refuses with what `judge` says of sending, `not_found`, or
  /// `invalid{attachments, reply_to, thread: unknown}`.
  [[nodiscard]] virtual flow<appended> append(new_message sent) = 0;
  /// Refuses like `append`.
  [[nodiscard]] virtual flow<message_page> history(user_id reader, room_id room, history_range range) = 0;
  /// Messages with `above` < seq <= `up_to`, ascending. Refuses like `append`.
  [[nodiscard]] virtual flow<std::vector<message>> between(user_id reader, room_id room, seq_no above,
                                                           seq_no up_to) = 0;
  /// The room's last seq. Refuses like `append`.
  [[nodiscard]] virtual flow<seq_no> last_seq(user_id reader, room_id room) = 0;

  /// Meets the waiting other half, if there is one; its message is answered as `repeated`. Refuses with `not_found`.
  [[nodiscard]] virtual flow<appended> meet_image(new_image_message half) = 0;
  /// As `meet_image`, but stores image and message when no other half waits. Refuses with `quota_exceeded`.
  [[nodiscard]] virtual flow<appended> append_image(new_image_message half) = 0;
};

class file_repository {
 public:
  virtual ~file_repository() = default;
  /// Remembers a file that its owner may put into one message. Refuses with `quota_exceeded` when the owner would have
  /// more than `most_bytes`, announced uploads included.
  [[nodiscard]] virtual flow<void> add(user_id owner, file uploaded, instant now, std::int64_t most_bytes) = 0;
  /// Refuses with `not_found`.
  [[nodiscard]] virtual flow<file> find(file_id wanted) = 0;
};

}  // namespace webchats::chat
