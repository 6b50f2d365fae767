#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <set>
#include <utility>
#include <vector>
#include <boost/unordered_map.hpp>

#include "chat/availability.hpp"
#include "chat/notices.hpp"
#include "chat/types.hpp"

namespace webchats::chat {

/// Who is here, and in which room, counted per connection: two tabs of a person are one person, and a person leaves
/// with the last. Whoever wants to be invisible is not here, whatever is asked. In memory only, so a restart knows no
/// ghosts. One for the process; may be used from any thread.
class presence {
 public:
  /// One connection's stay in rooms. Destroying it leaves them all. Used by one thread at a time; must not outlive
  /// `presence`.
  class stay {
   public:
    stay() noexcept = default;
    stay(stay&& other) noexcept
        : owner_(std::exchange(other.owner_, nullptr)),
          user_(std::move(other.user_)),
          rooms_(std::move(other.rooms_)),
          said_(other.said_) {}
    stay& operator=(stay&& other) noexcept;
    ~stay() { leave_all(); }

    /// Entering twice is entering once.
    void enter(room_id room);
    void leave(room_id room);
    /// The connection is gone: its person leaves every room, and is offline if it was their last.
    void leave_all() noexcept;
    /// What the connection says of its person; not `offline`.
    void say(availability said);
    [[nodiscard]] availability said() const noexcept { return said_; }
    [[nodiscard]] bool in(room_id room) const { return rooms_.contains(room); }
    [[nodiscard]] const std::set<room_id>& rooms() const noexcept { return rooms_; }

   private:
    friend class presence;
    stay(presence& owner, user who, availability said) : owner_(&owner), user_(std::move(who)), said_(said) {}
    presence* owner_ = nullptr;
    chat::user user_;
    std::set<room_id> rooms_;
    availability said_ = availability::online;
  };

  explicit presence(notice_sink& sink) : sink_(sink) {}
  presence(const presence&) = delete;
  presence& operator=(const presence&) = delete;

  /// A connection of `who`, in no room yet. `wish`: as far as is known where it comes from.
  [[nodiscard]] stay connect(user who, choice wish = {}, availability said = availability::online);
  /// The person wants to be seen so, from now on and for connections that come.
  void choose(user_id who, choice wish);

  /// How much a person is here as others see it: the best of their connections, unless they chose otherwise.
  [[nodiscard]] availability of(user_id who) const;
  /// Whether nobody looks at a person's screens: no connection, all are idle, or the person says so; visible or not.
  [[nodiscard]] bool is_away(user_id who) const;
  /// How many connections a person has.
  [[nodiscard]] std::size_t connections_of(user_id who) const;

  /// People, by id. Never null.
  using people_list = std::shared_ptr<const std::vector<user>>;

  /// The people in a room. Taking it allows the next `presence_changed` of the room.
  [[nodiscard]] gathering snapshot(room_id room);
  /// The same without that effect. While a notice is out, it may lack the last changes, at most one of 32 people's:
  /// when thousands come back at once, not everybody gets a list of their own. The snapshot will have them.
  [[nodiscard]] people_list online(room_id room);

  /// How many people are in a room.
  [[nodiscard]] std::size_t count(room_id room) const;

  /// A person's new name or avatar, for those who ask from now on.
  void update(const user& changed);

 private:
  struct hall {
    seats people;
    seats unseen;                                 ///< those of the invisible
    presence_news told = presence_news::nothing;  ///< notices are out that no snapshot was taken after
    presence_news news = presence_news::nothing;  ///< since the last snapshot
    people_list listed;                           ///< what `online` answered last, or null
    std::size_t unlisted = 0;                     ///< changes since
  };

  void go(user_id who, availability said);
  void change(user_id who, availability before, availability now);
  /// The choice of a person who is here becomes `wish`, unless theirs is later.
  void adopt(user_id who, attendance& person, const choice& wish);
  /// Others see a person otherwise than `before`, if they do.
  void tell_moved(user_id who, const attendance& person, availability before);
  [[nodiscard]] static std::vector<user> list(const hall& from);
  void enter(room_id room, const user& who);
  void leave(room_id room, user_id who);
  /// Under `mutex_`, so that a notice never overtakes the snapshot that answers it.
  void tell(room_id room, hall& changed, presence_news what);

  notice_sink& sink_;
  mutable std::mutex mutex_;
  boost::unordered_map<room_id, hall, std::hash<room_id>> halls_;
  boost::unordered_map<user_id, attendance, std::hash<user_id>> here_;
  /// Choices of the last minute: a connection that is on its way knows an older one.
  boost::unordered_map<user_id, choice, std::hash<user_id>> lately_;
};

}  // namespace webchats::chat
