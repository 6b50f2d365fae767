#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>
#include <boost/unordered_map.hpp>
#include <boost/unordered_set.hpp>

#include "chat/ports/clock.hpp"
#include "chat/ports/digest.hpp"
#include "store/commit_companion.hpp"

namespace webchats::store {

/// For whom digests are, and who hears that one waits. Without `away` nothing is recorded.
struct digest_options {
  /// Whether nobody looks at the screens of a person; quick, and does not throw. Any thread.
  std::function<bool(chat::user_id)> away{};
  const chat::clock* time = nullptr;  ///< beside `away`
  std::chrono::milliseconds after{};  ///< the first message of a digest
  /// Called after a commit that put something into the outbox; returns at once and does not throw.
  std::function<void()> signal{};
};

/// Puts a digest into the outbox, in the transaction of a message, for each person who wants such mails, is away, and
/// is named or written to directly; one row stands for all that comes until it is sent. Knows by heart who wants them:
/// when nobody does it costs nothing. Lives on the writer's thread.
class digest_recorder final : public commit_companion {
 public:
  explicit digest_recorder(digest_options chosen) : options_(std::move(chosen)) {}

  void before_commit(connection& sql, std::span<const chat::notice> notices) override;
  void committed() noexcept override;
  void undone() noexcept override;
  void found_stored() noexcept override;

  /// This delivery is about to be sent, and tells of messages up to `last`: what is said later needs another one.
  void taken(chat::user_id who, chat::delivery_id sent, chat::message_id last) { taken_[who.value] = {sent, last}; }
  /// It waits again.
  void put_off(chat::user_id who) { taken_.erase(who.value); }

 private:
  struct taking {
    chat::delivery_id sent;
    chat::message_id last;
  };

  void record(connection& sql, const chat::message_posted& said);
  /// Those whom it is for, of those who want digests.
  [[nodiscard]] std::vector<std::int64_t> people_of(connection& sql, const chat::message_posted& said);
  [[nodiscard]] bool is_direct(connection& sql, chat::room_id room);

  const digest_options options_;
  std::optional<boost::unordered_set<std::int64_t>> wanting_;  ///< people; asked at first need
  boost::unordered_map<std::int64_t, bool> direct_;            ///< by room
  boost::unordered_map<std::int64_t, taking> taken_;           ///< by person
  bool recorded_ = false;
};

}  // namespace webchats::store
