#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>
#include <boost/unordered_map.hpp>

#include "chat/ports/clock.hpp"
#include "chat/ports/hooks.hpp"
#include "chat/ports/outbox.hpp"
#include "store/commit_companion.hpp"

namespace webchats::store {

/// Who says what is sent, and who hears that something waits. Without `words` nothing is recorded.
struct outbox_options {
  const chat::hook_event_writer* words = nullptr;
  const chat::clock* time = nullptr;  ///< beside `words`
  /// Called after a commit that put something into the outbox; returns at once and does not throw.
  std::function<void()> signal{};
};

/// Puts what happens in rooms into the outbox, for the outgoing hooks of these rooms, in the transaction in which it
/// happens. Knows the hooks by heart: without any it costs nothing. Lives on the writer's thread.
class outbox_recorder final : public commit_companion {
 public:
  /// Waiting deliveries of one hook at most; beyond it is told of nothing until some were sent or given up.
  static constexpr std::int64_t most_waiting = 10'000;

  /// Waiting mails at most.
  static constexpr std::int64_t most_mails = 500;

  explicit outbox_recorder(outbox_options chosen) : options_(std::move(chosen)) {}

  void before_commit(connection& sql, std::span<const chat::notice> notices) override;
  void committed() noexcept override;
  void undone() noexcept override;
  void found_stored() noexcept override;

  /// Hooks were added or removed by the job at hand.
  void forget_hooks() noexcept { by_room_.reset(); }
  /// A delivery to this hook does not wait any more, or waits again.
  void moved(std::int64_t hook, std::int64_t by) noexcept;
  /// Puts a mail to `target` into the outbox in the transaction of the job at hand, unless too many wait.
  void put_mail(connection& sql, std::int64_t target, std::string_view what, const std::string& payload,
                chat::instant now);
  /// The sender should look, once this transaction is stored.
  void tell_sender() noexcept { recorded_ = true; }

 private:
  struct subscription {
    std::int64_t hook;
    chat::hook_event_set events;
  };
  using subscriptions = boost::unordered_map<std::int64_t, std::vector<subscription>>;

  void load(connection& sql);
  void record(connection& sql, const subscription& to, chat::hook_event what, const std::string& payload);
  void insert(connection& sql, chat::delivery_kind kind, std::int64_t target, const std::string& what,
              const std::string& payload, chat::instant now);
  [[nodiscard]] std::int64_t& waiting(connection& sql, std::int64_t hook);

  const outbox_options options_;
  std::optional<subscriptions> by_room_;
  boost::unordered_map<std::int64_t, std::int64_t> waiting_;  ///< deliveries by hook; counted at first need
  bool recorded_ = false;
};

}  // namespace webchats::store
