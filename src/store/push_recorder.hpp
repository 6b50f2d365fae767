#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>
#include <boost/container/flat_set.hpp>
#include <boost/unordered_map.hpp>

#include "chat/ports/clock.hpp"
#include "chat/ports/push.hpp"
#include "store/commit_companion.hpp"

namespace webchats::store {

/// Whom pushes are for, and who hears that something waits. Without `away` nothing is recorded.
struct push_options {
  /// Whether nobody looks at the screens of a person; quick, and does not throw. Any thread.
  std::function<bool(chat::user_id)> away{};
  const chat::clock* time = nullptr;  ///< beside `away`
  /// Called after a commit that put something into the outbox; returns at once and does not throw.
  std::function<void()> signal{};
  /// Makes the key that the server signs with; without it, none is made.
  std::function<std::string()> make_key{};
};

/// Puts into the outbox, in the transaction of a message, that devices are to be told of it: those of members who are
/// away and want to hear of it, as their notify level says. A row says only "look at this room"; what is told is found
/// out when it is sent, so that one row stands for all messages until then. Knows the subscribers of rooms by heart:
/// without any it costs nothing. Lives on the writer's thread.
class push_recorder final : public commit_companion {
 public:
  /// Rooms of which one device waits to be told at most.
  static constexpr std::size_t most_waiting = 100;

  explicit push_recorder(push_options chosen) : options_(std::move(chosen)) {}

  void before_commit(connection& sql, std::span<const chat::notice> notices) override;
  void committed() noexcept override;
  void undone() noexcept override;
  void found_stored() noexcept override;

  /// Subscriptions were added or removed by the job at hand.
  void forget_subscriptions() noexcept;
  /// The members of a room, or their notify levels, are not what they were.
  void forget_room(chat::room_id room) { by_room_.erase(room.value); }
  /// What waits for a device about a room is about to be told; later messages are recorded anew.
  void taken(chat::push_subscription_id device, chat::room_id room);

 private:
  struct subscriber {
    std::int64_t device;
    chat::user_id user;
    chat::notify_level level;
    chat::calm wishes;
  };
  using subscribers = std::vector<subscriber>;

  /// What a notice changes of what is known here.
  void heed(const chat::notice& one);
  void record(connection& sql, const chat::message_posted& said);
  void insert(connection& sql, std::int64_t device, const chat::message& about);
  [[nodiscard]] bool has_subscriptions(connection& sql);
  [[nodiscard]] const subscribers& subscribers_of(connection& sql, chat::room_id room);

  const push_options options_;
  std::optional<bool> any_;  ///< subscriptions; asked at first need
  boost::unordered_map<std::int64_t, subscribers> by_room_;
  std::size_t known_ = 0;  ///< entries in `by_room_` that were read
  boost::unordered_map<std::int64_t, boost::container::flat_set<std::int64_t>> waiting_;  ///< rooms, by device
  bool recorded_ = false;
};

}  // namespace webchats::store
