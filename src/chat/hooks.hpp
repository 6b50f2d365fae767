#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "chat/limits.hpp"
#include "chat/messages.hpp"
#include "chat/ports/clock.hpp"
#include "chat/ports/hooks.hpp"
#include "chat/ports/outbox.hpp"
#include "chat/ports/web_client.hpp"
#include "chat/rate_limiter.hpp"

namespace webchats::chat {

struct hook_plan {
  hook_kind kind = hook_kind::incoming;
  std::string name;
  std::vector<room_id> rooms;
  bool everywhere = false;  ///< of a command
  std::string url{};        ///< of outgoing ones and commands
  std::optional<std::string>
      secret{};               ///< without it, one is made for what goes out, and none is asked of what comes in
  std::string command{};      ///< with or without its slash
  std::string description{};  ///< of a command: what it does
  hook_event_set events{};    ///< of outgoing ones
};

/// A new hook with what is shown only once.
struct made_hook {
  hook made;
  std::string token;  ///< of an incoming one
};

/// Doors between rooms and other programs. Who manages them is in `permissions`. One for the process; any loop.
class hooks {
 public:
  hooks(hook_repository& repository, outbox_repository& outbox, messages& rooms, web_client& client, const clock& time,
        const limits& bounds);

  /// Refuses with `invalid`, `forbidden`, `not_found`, `taken`.
  [[nodiscard]] flow<made_hook> add(user_id creator, hook_plan plan);
  /// Refuses with `not_found`.
  [[nodiscard]] flow<void> remove(user_id who, hook_id removed);
  /// Those of a room, or all of the server.
  [[nodiscard]] flow<std::vector<hook>> list(user_id asker, std::optional<room_id> room);
  [[nodiscard]] flow<hook> get(user_id asker, hook_id wanted);

  /// An incoming hook by its token. Refuses with `not_found`.
  [[nodiscard]] flow<hook> find(std::string token);
  /// What a hook writes into a room, or into one of its threads; one that is known everywhere enters the room first.
  /// Refuses like `messages::post`; its rate is that of a person.
  [[nodiscard]] flow<appended> post(const hook& by, room_id room, std::string text, seq_no thread = {});
  /// The hooks that answer commands in a room, one for each command. Who may know of them is asked before.
  [[nodiscard]] flow<std::vector<hook>> commands_in(room_id room);
  /// The hook that answers a command in a room, for somebody who may write there: what it says may go into the room.
  /// Refuses with `not_found`, or as sending does: `forbidden`, `muted`, `conflict`.
  [[nodiscard]] flow<hook> answering(user_id asker, std::string command, room_id room);

  /// Asks the program behind a command; answers with what it said, which is untrusted. Refuses with `rate_limited` or,
  /// when it does not answer or not with 2xx, `unavailable`.
  [[nodiscard]] flow<std::string> ask(const hook& answering, user_id asker, std::string body);

  /// What waits for an outgoing hook and what was given up, the newest first, below `before` if that is not 0.
  [[nodiscard]] flow<std::vector<delivery>> deliveries(user_id asker, hook_id of, delivery_id before,
                                                       std::size_t limit);
  /// Sends again what was given up. Refuses with `not_found`.
  [[nodiscard]] flow<void> resend(user_id asker, hook_id of, delivery_id dead);

 private:
  [[nodiscard]] outcome<new_hook> checked(user_id creator, hook_plan plan) const;

  hook_repository& repository_;
  outbox_repository& outbox_;
  messages& messages_;
  web_client& client_;
  const clock& clock_;
  const limits& limits_;
  rate_limiter<user_id> questions_;
};

/// An http(s) URL of printable ASCII that may be asked; whether its addresses may be is judged when it is asked.
[[nodiscard]] bool is_hook_url(std::string_view url) noexcept;

/// Whether others may have this word as a command: 1 to 32 letters, digits, - or _ , not one of ours.
[[nodiscard]] bool is_free_command(std::string_view word) noexcept;

}  // namespace webchats::chat
