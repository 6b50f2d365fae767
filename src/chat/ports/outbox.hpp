#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "chat/outcome.hpp"
#include "chat/types.hpp"

/// What must reach somebody outside, and is written down in the transaction of the change it tells of: it is sent at
/// least once, whatever happens to this process.
namespace webchats::chat {

using delivery_id = numeric_id<struct delivery_tag>;

/// By whom it is carried; stored as a number.
enum class delivery_kind : std::uint8_t { webhook, mail, push, digest };
constexpr std::array delivery_kinds{delivery_kind::webhook, delivery_kind::mail, delivery_kind::push,
                                    delivery_kind::digest};

/// Something to be sent. Those of one kind and target are sent in order, one after the other.
struct delivery {
  delivery_id id;
  delivery_kind kind = delivery_kind::webhook;
  /// The number of a webhook, of a push subscription, or of a digest's person; of a mail a hash of its address.
  std::int64_t target = 0;
  std::string token;  ///< by which a receiver knows it again; unguessable
  std::string what;   ///< the name of the event
  std::string payload;
  std::int64_t attempts = 0;  ///< that failed
  instant next;               ///< not before
  instant created;
  std::string last_error{};  ///< of the last attempt
  bool dead = false;         ///< given up
};

class outbox_repository {
 public:
  virtual ~outbox_repository() = default;
  /// The oldest waiting one of each target of this kind, without payload, by `next`.
  [[nodiscard]] virtual flow<std::vector<delivery>> heads(delivery_kind kind, std::size_t most) = 0;
  /// The oldest waiting ones of a target.
  [[nodiscard]] virtual flow<std::vector<delivery>> waiting(delivery_kind kind, std::int64_t target,
                                                            std::size_t most) = 0;
  /// It was sent: it is forgotten.
  [[nodiscard]] virtual flow<void> finish(delivery_id sent) = 0;
  /// An attempt failed; the next one is not before `next`.
  [[nodiscard]] virtual flow<void> postpone(delivery_id failed, instant next, std::string why) = 0;
  /// It will not be sent any more, unless somebody says `resend`.
  [[nodiscard]] virtual flow<void> give_up(delivery_id failed, std::string why) = 0;

  /// Those of a target, waiting or dead, the newest first, below `before` if that is not 0; without payload.
  [[nodiscard]] virtual flow<std::vector<delivery>> list(delivery_kind kind, std::int64_t target, delivery_id before,
                                                         std::size_t most) = 0;
  /// A dead one of this target waits again, and is tried at once. Refuses with `not_found`.
  [[nodiscard]] virtual flow<void> resend(delivery_kind kind, std::int64_t target, delivery_id dead, instant now) = 0;
};

}  // namespace webchats::chat
