#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <variant>
#include <boost/asio/awaitable.hpp>

namespace webchats::chat {

/// The input that was wrong.
enum class field : std::uint8_t {
  email,
  password,
  name,
  avatar,
  device,
  topic,
  room,
  client_id,
  text,
  attachments,
  seq,
  limit,
  file,
  status,
  language,
  time_zone,
  presence,
  quiet_hours,
  invite,
  code,
  user,
  users,
  role,
  reason,
  emoji,
  seconds,
  reply_to,
  thread,
  word,
  url,
  hosts,
  secret,
  events,
  command,
  scopes,
  description,
};

/// The rule it broke.
enum class rule {
  required,      ///< missing or empty
  format,        ///< not of the form it must have
  encoding,      ///< not valid UTF-8, or holds NUL
  too_short,     ///< below `limit` characters
  too_long,      ///< above `limit` characters, bytes or items
  out_of_range,  ///< a number outside of what is allowed
  unknown,       ///< names something that does not exist or belongs to another
  reserved,      ///< reads like the name of somebody whom people trust
  common,        ///< a password that everybody tries first
};

/// Why a request was refused; the alternatives of `refusal`.
struct invalid {
  chat::field field;
  chat::rule rule;
  std::size_t limit = 0;  ///< for too_short and too_long
  friend bool operator==(const invalid&, const invalid&) = default;
};
struct unauthorized {  ///< no token, or one that is not valid any more
  friend bool operator==(const unauthorized&, const unauthorized&) = default;
};
struct wrong_credentials {  ///< e-mail and password do not match; says not which
  friend bool operator==(const wrong_credentials&, const wrong_credentials&) = default;
};
struct forbidden {  ///< known, but not allowed
  friend bool operator==(const forbidden&, const forbidden&) = default;
};
struct not_found {  ///< no such thing, or not for this user: the same answer
  friend bool operator==(const not_found&, const not_found&) = default;
};
struct muted {  ///< may not write here until then
  std::chrono::sys_time<std::chrono::milliseconds> until;
  friend bool operator==(const muted&, const muted&) = default;
};
struct gone {  ///< an invite or a code that is used up or too old
  friend bool operator==(const gone&, const gone&) = default;
};
struct conflict {  ///< the state of things does not allow it: archived, the last owner, already done
  friend bool operator==(const conflict&, const conflict&) = default;
};
struct blocked_word {  ///< the word filter stops this text
  friend bool operator==(const blocked_word&, const blocked_word&) = default;
};
struct taken {  ///< an e-mail, name or command that somebody has
  chat::field field = chat::field::email;
  friend bool operator==(const taken&, const taken&) = default;
};
struct too_large {  ///< more bytes or pixels than allowed
  friend bool operator==(const too_large&, const too_large&) = default;
};
struct quota_exceeded {  ///< more bytes than this person may keep
  friend bool operator==(const quota_exceeded&, const quota_exceeded&) = default;
};
struct storage_full {  ///< the server keeps its last free space
  friend bool operator==(const storage_full&, const storage_full&) = default;
};
struct misplaced {          ///< bytes of an upload that do not follow what is there, or are missing at its end
  std::int64_t offset = 0;  ///< where to go on
  friend bool operator==(const misplaced&, const misplaced&) = default;
};
struct unsupported {  ///< not an image of an accepted kind
  friend bool operator==(const unsupported&, const unsupported&) = default;
};
struct banned {  ///< kept out of a room until then; the epoch: for good
  std::chrono::sys_time<std::chrono::milliseconds> until;
  friend bool operator==(const banned&, const banned&) = default;
};
/// What sets the pace that was broken.
enum class pace : std::uint8_t { server, slow_mode };
struct rate_limited {
  std::chrono::seconds retry_after{1};
  pace of = pace::server;
  friend bool operator==(const rate_limited&, const rate_limited&) = default;
};
struct unavailable {  ///< disk full, database locked, overload, shutting down: nothing was stored, try later
  friend bool operator==(const unavailable&, const unavailable&) = default;
};

/// Every way in which chat says no. The bridge maps it to statuses and codes in one table.
using refusal = std::variant<invalid, unauthorized, wrong_credentials, forbidden, not_found, muted, banned, gone, taken,
                             conflict, too_large, quota_exceeded, storage_full, misplaced, unsupported, blocked_word,
                             rate_limited, unavailable>;

template <class T>
using outcome = std::expected<T, refusal>;

/// A request in progress. Runs on the executor of whoever awaits it and always comes back to that executor.
template <class T>
using flow = boost::asio::awaitable<outcome<T>>;

/// `return refuse(not_found{});`
inline std::unexpected<refusal> refuse(refusal why) { return std::unexpected<refusal>(why); }

}  // namespace webchats::chat
