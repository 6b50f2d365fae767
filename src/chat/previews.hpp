#pragma once

#include <optional>
#include <string>
#include <boost/asio/awaitable.hpp>

#include "chat/limits.hpp"
#include "chat/notices.hpp"
#include "chat/outcome.hpp"
#include "chat/ports/clock.hpp"
#include "chat/ports/page_reader.hpp"
#include "chat/ports/preview_repository.hpp"
#include "chat/preview_cache.hpp"
#include "chat/rate_limiter.hpp"
#include "chat/settings.hpp"
#include "chat/turnstile.hpp"
#include "chat/word_screen.hpp"

namespace webchats::chat {

/// A message whose link is to be looked at.
struct wanted_preview {
  room_id room;
  seq_no seq;
  std::string link;  ///< as it stands in the text
  std::string url;   ///< as it is asked for
};

/// Previews of links: what the page says of itself stands with the message of a person, for all to see. Off until an
/// administrator switches it on. Only the server asks, after the message was stored, and only for the first link of
/// it; what is under way when the server ends is forgotten. One for the process; may be used from any loop.
class previews {
 public:
  previews(preview_repository& repository, page_reader& pages, const settings& administered, const clock& time,
           const limits& bounds, const word_screen& words = word_screen::nothing());

  /// What is to be looked at because of what happened, if anything. Takes note of how much its author asks for. Cheap:
  /// it sees every notice.
  [[nodiscard]] std::optional<wanted_preview> wanted_by(const notice& change);

  /// Looks at the page and puts what it says with the message. What goes wrong leaves the message without a preview,
  /// and nobody is told.
  [[nodiscard]] boost::asio::awaitable<void> make(wanted_preview wanted);

  /// Takes the preview of a message away, for all and for good. For its author, and who may delete the message.
  /// Besides what `judge` says, it refuses with `not_found`, `conflict`, `rate_limited`, `unavailable`.
  [[nodiscard]] flow<changed_message> remove(user_id who, room_id room, seq_no seq);

 private:
  /// What the page says, asked now unless it is remembered.
  [[nodiscard]] boost::asio::awaitable<preview_cache::entry> look_at(std::string url);
  /// Whether a preview with these words may be shown; masks in them.
  [[nodiscard]] bool admit(page_summary& said) const;
  [[nodiscard]] bool may_ask(std::string_view host) const;

  preview_repository& repository_;
  page_reader& pages_;
  const settings& settings_;
  const clock& clock_;
  const limits& limits_;
  const word_screen& words_;
  rate_limiter<user_id> asked_;
  rate_limiter<user_id> removed_;
  turnstile lanes_;
  preview_cache known_;
};

}  // namespace webchats::chat
