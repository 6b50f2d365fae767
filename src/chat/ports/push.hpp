#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "chat/calm.hpp"
#include "chat/outcome.hpp"
#include "chat/ports/outbox.hpp"
#include "chat/types.hpp"

/// Web Push (RFC 8030): notifications to devices whose page is closed.
namespace webchats::chat {

using push_subscription_id = numeric_id<struct push_subscription_tag>;

/// Where a browser takes notifications, and how they are sealed for it. The endpoint is a secret: whoever knows it can
/// write there.
struct push_target {
  std::string endpoint;  ///< a URL of the browser's push service
  std::string p256dh;    ///< the browser's public key, base64url
  std::string auth;      ///< base64url
};

/// Whether a notification says what was written, or only where.
enum class push_text : std::uint8_t { no, yes };

/// The subscription of one session; it ends with it.
struct push_subscription {
  push_subscription_id id;
  user_id user;
  push_target to;
  push_text text = push_text::yes;
};

struct new_push_subscription {
  user_id user;
  session_id session;
  push_target to;
  push_text text = push_text::yes;
  std::size_t most = 0;  ///< of one person; the ones made first give way
  instant created;
};

/// The newest message of a room that a subscriber is to be told of.
struct due_push {
  push_subscription subscription;
  room_id room;
  seq_no seq;
  room_kind kind = room_kind::open;
  std::string room_name;
  std::string author;
  std::string text;
  std::int64_t files = 0;
  bool mentions = false;    ///< it names them
  std::int64_t unread = 0;  ///< of all their rooms, as their page counts it
  std::string language;     ///< of the person; empty when they never said
  calm wishes{};            ///< when they want to hear nothing
};

class push_repository {
 public:
  virtual ~push_repository() = default;
  /// Subscribes a session, instead of what it had. An endpoint has one subscription: that of whoever came last.
  /// Refuses with `unauthorized` when the session is over.
  [[nodiscard]] virtual flow<void> put(new_push_subscription made) = 0;
  /// Ends the subscription of a session, if it has one.
  [[nodiscard]] virtual flow<void> remove(user_id who, session_id session) = 0;
  /// The subscription of a session. Refuses with `not_found`.
  [[nodiscard]] virtual flow<push_subscription> of(user_id who, session_id session) = 0;

  /// What `waiting`, a delivery of kind `push`, is to tell by now. Refuses with `not_found` when there is nothing: it
  /// was read, deleted or muted, a later delivery tells of the same room, or the subscription ended.
  [[nodiscard]] virtual flow<due_push> due(const delivery& waiting) = 0;
  /// The push service does not know the subscription any more.
  [[nodiscard]] virtual flow<void> forget(push_subscription_id gone) = 0;
};

/// What there is to know of push services without asking one.
class push_service {
 public:
  virtual ~push_service() = default;
  /// The server's public key, base64url: browsers subscribe with it.
  [[nodiscard]] virtual std::string_view public_key() const noexcept = 0;
  /// Whether `endpoint` is a URL that may be asked, as far as that can be told by its text.
  [[nodiscard]] virtual bool may_reach(std::string_view endpoint) const = 0;
  /// Whether something can be sealed with the keys of `to`.
  [[nodiscard]] virtual bool can_seal_for(const push_target& to) const = 0;
};

}  // namespace webchats::chat
