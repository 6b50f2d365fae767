#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "chat/limits.hpp"
#include "chat/outcome.hpp"
#include "chat/ports/clock.hpp"
#include "chat/ports/repository.hpp"
#include "chat/rate_limiter.hpp"
#include "chat/types.hpp"
#include "chat/word_screen.hpp"

namespace webchats::chat {

/// The two rooms every installation starts with; the original clients know them by number.
inline constexpr room_id first_room{1};
inline constexpr room_id second_room{2};

struct room_plan {
  std::string name;
  std::string topic;
  room_kind kind = room_kind::open;
};

/// Rooms: what they are, and who is in them by their own will. Everybody who registers is a member of the two rooms
/// above; any other room starts with its creator alone. Who may do what is in `permissions`: to a non-member an open
/// room is `forbidden`, a closed one `not_found`, as is a missing one. One for the process; may be used from any loop.
class rooms {
 public:
  /// Who may make rooms now.
  using makers = std::function<rooms_by()>;

  rooms(room_repository& repository, const clock& time, const limits& bounds, makers who = {},
        const word_screen& words = word_screen::nothing());

  /// The rooms of a member, by id, with the last message of each: one instant of the database. With `part` only those
  /// that it means as `match` has it: by their name, direct ones by those of the others.
  [[nodiscard]] flow<std::vector<joined_room>> list(user_id member, std::string part = {});
  /// One of them; also the membership check.
  [[nodiscard]] flow<joined_room> get(user_id member, room_id wanted);
  /// Open rooms, joined or not. Refuses with `invalid`, `forbidden`.
  [[nodiscard]] flow<room_page> directory(user_id asker, list_range range);

  /// Refuses with `invalid`, `blocked_word`, `forbidden` (the role, or owns too many), `rate_limited`.
  [[nodiscard]] flow<joined_room> create(user_id creator, room_plan plan);
  /// The direct room with these people, made at the first time. Refuses with `invalid`, `forbidden`, `rate_limited`.
  [[nodiscard]] flow<joined_room> direct(user_id who, std::vector<user_id> others);
  /// Refuses with `invalid`, `blocked_word`, `forbidden`, `not_found`, `conflict` (archived, or a kind that its members
  /// need).
  [[nodiscard]] flow<changed_room> update(user_id who, room_id changed, room_change change);
  [[nodiscard]] flow<changed_room> archive(user_id who, room_id changed, archiving what);
  /// Joins an open room; joining again is fine.
  [[nodiscard]] flow<joined_room> join(user_id who, room_id wanted);
  /// Refuses with `conflict` the last owner of a room with others. A room that the last one leaves is archived.
  [[nodiscard]] flow<void> leave(user_id who, room_id left);

  /// Moves the read marker forward to `up_to`; a smaller value changes nothing, a larger one ends at the last message.
  [[nodiscard]] flow<moved_marker> mark_read(user_id reader, room_id read, seq_no up_to);

 private:
  [[nodiscard]] outcome<std::string> name_of(std::string_view typed) const;
  [[nodiscard]] outcome<std::string> topic_of(std::string_view typed) const;

  room_repository& repository_;
  const clock& clock_;
  const limits& limits_;
  makers makers_;
  const word_screen& words_;
  rate_limiter<user_id> changes_;
};

/// What everybody checks of a page of people, rooms or bans.
[[nodiscard]] std::optional<invalid> check_range(const list_range& range, const limits& bounds);

}  // namespace webchats::chat
