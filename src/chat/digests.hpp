#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <boost/unordered_map.hpp>

#include "chat/limits.hpp"
#include "chat/ports/clock.hpp"
#include "chat/ports/digest.hpp"
#include "chat/ports/mail.hpp"
#include "chat/settings.hpp"

namespace webchats::chat {

/// Mails that tell who was away what they missed: one that gathers it all, not sooner than a while after the first of
/// it, and the next one not soon after. Who comes to look meanwhile gets none. In quiet hours it waits for their end;
/// who is not to be disturbed gets none. One for the process; may be used from any thread.
class digests {
 public:
  /// Whether nobody looks at a person's screens; any thread.
  using absence = std::function<bool(user_id)>;

  /// `page`: the address people reach the page at, without a slash at its end.
  digests(const letter_writer& words, digest_repository& repository, const settings& chosen, std::string page,
          absence away, const clock& time, const limits& bounds);

  /// Somebody turns to a screen: what they missed until now, they find there.
  void looked(user_id who);

  /// The letter that a delivery of the outbox asks for, made of what is unread now; nothing when it is put off. Refuses
  /// with `not_found` when there is nobody to tell or nothing, and with `unavailable`.
  [[nodiscard]] flow<std::optional<letter>> letter_of(const delivery& asked);

  /// The mail server has taken it.
  [[nodiscard]] flow<void> sent(const delivery& told);

 private:
  static constexpr std::size_t most_looks = 100'000;  ///< beyond, they are forgotten: somebody gets a mail too many

  /// When somebody did; the epoch: not that it is known.
  [[nodiscard]] instant last_look(user_id who) const;
  [[nodiscard]] letter written(const delivery& asked, const digest& found) const;

  const letter_writer& words_;
  digest_repository& repository_;
  const settings& settings_;
  const std::string page_;
  const absence away_;
  const clock& clock_;
  const limits& limits_;
  mutable std::mutex mutex_;
  boost::unordered_map<user_id, instant, std::hash<user_id>> looks_;  ///< the last time of each
};

}  // namespace webchats::chat
