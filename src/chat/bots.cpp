#include "chat/bots.hpp"

#include <utility>

#include "chat/secrets.hpp"
#include "chat/text.hpp"

namespace webchats::chat {

bots::bots(bot_repository& repository, accounts& sessions, const clock& time, const limits& bounds,
           const word_screen& words)
    : repository_(repository), accounts_(sessions), clock_(time), limits_(bounds), words_(words) {}

flow<bot> bots::add(user_id owner, std::string name) {
  auto cleaned = checked_name(name, limits_.name_length);
  if (!cleaned) co_return std::unexpected(cleaned.error());
  if (const auto why = words_.refuse_name(*cleaned)) co_return refuse(*why);
  co_return co_await repository_.add({.owner = owner, .name = std::move(*cleaned), .created = clock_.now()});
}

flow<std::vector<bot>> bots::list(user_id asker) { co_return co_await repository_.list(asker); }

flow<bot> bots::get(user_id asker, user_id wanted) { co_return co_await repository_.get(asker, wanted); }

flow<void> bots::remove(user_id asker, user_id removed) {
  const auto done = co_await repository_.remove(asker, removed, clock_.now());
  if (done) accounts_.forget(removed);
  co_return done;
}

flow<made_bot_token> bots::add_token(user_id asker, user_id of, std::string label, access may) {
  if (may.granted == 0) co_return refuse(invalid{field::scopes, rule::required});
  auto cleaned = checked_name(label, limits_.device_length);
  if (!cleaned) co_return std::unexpected(cleaned.error());
  auto token = make_token();
  auto stored = co_await repository_.add_token(
      asker, of,
      {.token_hash = sha256_hex(token), .label = std::move(*cleaned), .may = std::move(may), .created = clock_.now()});
  if (!stored) co_return std::unexpected(stored.error());
  co_return made_bot_token{std::move(*stored), std::move(token)};
}

flow<std::vector<bot_token>> bots::tokens(user_id asker, user_id of) {
  co_return co_await repository_.tokens(asker, of);
}

flow<void> bots::end_token(user_id asker, user_id of, session_id ended) {
  const auto done = co_await repository_.end_token(asker, of, ended, clock_.now());
  if (done) accounts_.forget(of);
  co_return done;
}

flow<void> bots::enter(user_id asker, user_id entering, room_id room) {
  co_return co_await repository_.enter(asker, entering, room, clock_.now());
}

flow<void> bots::leave(user_id asker, user_id leaving, room_id room) {
  co_return co_await repository_.leave(asker, leaving, room);
}

}  // namespace webchats::chat
