#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>
#include <boost/asio/awaitable.hpp>

#include "chat/limits.hpp"
#include "chat/messages.hpp"
#include "chat/notices.hpp"
#include "chat/ports/clock.hpp"
#include "chat/ports/message_change_repository.hpp"
#include "chat/ports/robot_repository.hpp"
#include "chat/published.hpp"
#include "chat/rate_limiter.hpp"
#include "chat/robot_talk.hpp"
#include "chat/word_screen.hpp"

namespace webchats::chat {

/// 大白 in rooms: who names it with "@大白", or writes into a direct talk with it, is answered by one message, which
/// grows while the answer comes. It enters a room when it is named there first; a ban keeps it out. Of what was said
/// before it is shown only what belongs to its talk: questions to it, its answers, the thread.
/// One for the process; may be used from any loop.
class room_robot {
 public:
  /// As it is called everywhere.
  static constexpr std::string_view name = "大白";

  room_robot(robot_repository& repository, robot_talk& talk, messages& rooms, message_change_repository& changes,
             const clock& time, const limits& bounds, const word_screen& words = word_screen::nothing());

  /// Takes note of what happened; answers with the message that asks it something, if there is one. Cheap: it sees
  /// every notice.
  [[nodiscard]] std::optional<message> question_in(const notice& change);

  /// What is to be seen of an answer before its text is.
  enum class sign : std::uint8_t {
    thinks,  ///< a language model was asked
    speaks,  ///< its first words are there
  };
  using watcher = std::function<void(sign shown, const user& robot)>;

  /// Answers such a message. Ends when the answer is complete; what goes wrong ends it early, and the text says so.
  /// `watch` hears of its beginning, on the executor of the flow; an answer that fails may never speak.
  [[nodiscard]] boost::asio::awaitable<void> answer(message asked, watcher watch = {});

 private:
  class reply;

  [[nodiscard]] bool is_asked(const message& said) const;
  /// What was said before in the same talk.
  [[nodiscard]] boost::asio::awaitable<std::vector<earlier_line>> talk_before(user_id self, message asked);
  void learn(const room_created& made);

  robot_repository& repository_;
  robot_talk& talk_;
  messages& messages_;
  message_change_repository& changes_;
  const clock& clock_;
  const limits& limits_;
  const word_screen& words_;
  rate_limiter<room_id> apologies_;
  std::atomic<std::int64_t> self_{0};
  std::atomic<std::size_t> under_way_{0};
  std::mutex learning_;
  published<std::vector<room_id>> direct_;  // sorted; replaced under learning_
};

/// `text` without the first "@大白" in it, trimmed.
[[nodiscard]] std::string without_robot_name(std::string_view text);

}  // namespace webchats::chat
