#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <utility>
#include <vector>
#include <boost/unordered_map.hpp>

#include "chat/notices.hpp"
#include "chat/types.hpp"

namespace webchats::chat {

/// Who is in which room now, counted per connection: two tabs of a person are one person, and a person leaves with the
/// last. In memory only, so a restart knows no ghosts. One for the process; may be used from any thread.
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
          rooms_(std::move(other.rooms_)) {}
    stay& operator=(stay&& other) noexcept;
    ~stay() { leave_all(); }

    /// Entering twice is entering once.
    void enter(room_id room);
    void leave(room_id room);
    void leave_all() noexcept;
    [[nodiscard]] bool in(room_id room) const { return rooms_.contains(room); }
    [[nodiscard]] const std::set<room_id>& rooms() const noexcept { return rooms_; }

   private:
    friend class presence;
    stay(presence& owner, user who) : owner_(&owner), user_(std::move(who)) {}
    presence* owner_ = nullptr;
    chat::user user_;
    std::set<room_id> rooms_;
  };

  explicit presence(notice_sink& sink) : sink_(sink) {}
  presence(const presence&) = delete;
  presence& operator=(const presence&) = delete;

  /// A connection of `who`, in no room yet.
  [[nodiscard]] stay connect(user who) { return {*this, std::move(who)}; }

  /// People, by id. Never null.
  using people_list = std::shared_ptr<const std::vector<user>>;

  /// The people in a room. Taking it allows the next `presence_changed` of the room.
  [[nodiscard]] std::vector<user> snapshot(room_id room);
  /// The same without that effect. While a notice is out, it may lack the last changes, at most one of 32 people's:
  /// when thousands come back at once, not everybody gets a list of their own. The snapshot will have them.
  [[nodiscard]] people_list online(room_id room);

  /// How many people are in a room.
  [[nodiscard]] std::size_t count(room_id room) const;

  /// A person's new name or avatar, for those who ask from now on.
  void update(const user& changed);

 private:
  struct seat {
    user who;
    int connections = 0;
  };
  struct hall {
    std::map<user_id, seat> people;
    bool told = false;         ///< a notice is out and nobody took a snapshot since
    people_list listed;        ///< what `online` answered last, or null
    std::size_t unlisted = 0;  ///< changes since
  };
  [[nodiscard]] static std::vector<user> list(const hall& from);
  void enter(room_id room, const user& who);
  void leave(room_id room, user_id who);
  /// Under `mutex_`, so that a notice never overtakes the snapshot that answers it.
  void tell(room_id room, hall& changed);

  notice_sink& sink_;
  mutable std::mutex mutex_;
  boost::unordered_map<room_id, hall, std::hash<room_id>> halls_;
};

}  // namespace webchats::chat
