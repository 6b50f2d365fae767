#include "chat/passwords.hpp"

#include "chat/common_passwords.hpp"
#include "chat/enrolment.hpp"
#include "chat/name_look.hpp"
#include "chat/secrets.hpp"
#include "chat/text.hpp"

namespace webchats::chat {

namespace {

constexpr std::size_t shortest_chosen = 8;  // characters

}  // namespace

std::optional<invalid> check_password(std::string_view password, std::size_t shortest, std::size_t longest) {
  if (password.empty()) return invalid{field::password, rule::required};
  const auto length = count_code_points(password);
  if (!length) return invalid{field::password, rule::encoding};
  if (*length < shortest) return invalid{field::password, rule::too_short, shortest};
  if (*length > longest) return invalid{field::password, rule::too_long, longest};
  if (is_common_password(password)) return invalid{field::password, rule::common};
  return std::nullopt;
}

flow<void> passwords::change(identity who, std::string old, std::string chosen, std::string address) {
  chosen = composed(chosen);
  if (const auto broken = check_password(chosen, shortest_chosen, limits_.password_longest)) co_return refuse(*broken);
  const auto proved = co_await accounts_.prove(who.me.email, std::move(old), std::move(address));
  if (!proved) co_return std::unexpected(proved.error());
  auto hash = co_await hasher_.hash(std::move(chosen));
  if (!hash) co_return std::unexpected(hash.error());
  const auto done = co_await repository_.set_password(*proved, std::move(*hash), who.session, clock_.now());
  accounts_.forget(*proved);
  co_return done;
}

flow<signed_in> passwords::reset(std::string code, std::string chosen, std::string device, std::string address) {
  chosen = composed(chosen);
  if (const auto broken = check_password(chosen, shortest_chosen, limits_.password_longest)) co_return refuse(*broken);
  if (const auto wait = resets_.refuse(address_key(address), clock_.steady())) co_return refuse(rate_limited{*wait});
  auto hash = co_await hasher_.hash(std::move(chosen));
  if (!hash) co_return std::unexpected(hash.error());
  auto token = make_token();
  auto opened =
      co_await repository_.reset_password(code_hash(code), std::move(*hash), accounts_.planned_session(token, device));
  if (!opened) co_return std::unexpected(opened.error());
  accounts_.forget(opened->stored.me.who.id);
  co_return signed_in{std::move(opened->stored.me), std::move(opened->stored.session), std::move(token)};
}

flow<void> passwords::end_other_sessions(identity who) {
  const auto done = co_await repository_.end_sessions(who.me.who.id, who.session, revocation::revoked);
  accounts_.forget(who.me.who.id);
  co_return done;
}

flow<void> passwords::delete_account(identity who, std::string password, std::string address) {
  const auto proved = co_await accounts_.prove(who.me.email, std::move(password), std::move(address));
  if (!proved) co_return std::unexpected(proved.error());
  const auto done = co_await repository_.erase(*proved, clock_.now());
  accounts_.forget(*proved);
  co_return done;
}

}  // namespace webchats::chat
