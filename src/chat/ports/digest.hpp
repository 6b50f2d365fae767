#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "chat/outcome.hpp"
#include "chat/ports/outbox.hpp"
#include "chat/types.hpp"

/// Digests: mails that tell somebody who was away what was said to them meanwhile, all of it in one.
namespace webchats::chat {

/// `delivery::what` of a digest. Its target is the person, its payload the id of the first message it is about.
constexpr std::string_view digest_mail = "digest";

/// A message that somebody was to hear of, and has not read.
struct missed_message {
  room_id room;
  seq_no seq;
  room_kind kind = room_kind::open;
  std::string room_name;
  std::string author;
  std::string text;
  std::int64_t files = 0;
};

/// What somebody has missed.
struct digest {
  account to;
  instant last;                        ///< when the one before went out; the epoch: there was none
  instant first;                       ///< when the first of what was missed was said
  std::vector<missed_message> newest;  ///< the oldest of them first
  std::int64_t missed = 0;             ///< all of them
};

class digest_repository {
 public:
  virtual ~digest_repository() = default;
  /// What `waiting`, a delivery of kind `digest`, is to tell by now of what was said after `seen`, and the newest
  /// `most` messages of that. What is said later is told by a delivery of its own. Refuses with `not_found` when there
  /// is nothing: it was read or deleted, they left or muted the room, blocked its author, or want no such mails.
  [[nodiscard]] virtual flow<digest> due(const delivery& waiting, instant seen, std::size_t most) = 0;
  /// It waits until `next`, and tells what is said until then, too.
  [[nodiscard]] virtual flow<void> put_off(const delivery& waiting, instant next) = 0;
  /// The mail is out: the delivery is crossed out, and the time is written down, both or nothing.
  [[nodiscard]] virtual flow<void> sent(const delivery& told, instant now) = 0;
};

}  // namespace webchats::chat
