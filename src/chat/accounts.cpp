#include "chat/accounts.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>

#include "chat/name_look.hpp"
#include "chat/passwords.hpp"
#include "chat/secrets.hpp"
#include "chat/text.hpp"

namespace webchats::chat {

namespace {

/// What a client calls itself is a label: it is cut and cleaned, never a reason to refuse.
std::string device_label(std::string_view device, std::size_t most) {
  return std::string(beginning_of(clean_name(device.substr(0, most * 4)), most));
}

std::string name_for(std::string_view wanted, std::string_view email, std::size_t most) {
  if (!wanted.empty()) return std::string(wanted);
  return std::string(email.substr(0, std::min(email.find('@'), most)));
}

constexpr std::size_t number_length = 5;  // of " 1000"
constexpr int most_trials = 8;

/// Whether somebody else has the name, and nothing but that stood in the way.
bool is_others_name(const outcome<stored_session>& stored) {
  return !stored && (stored.error() == refusal(taken{field::name}) ||
                     stored.error() == refusal(invalid{field::name, rule::reserved}));
}

}  // namespace

accounts::accounts(account_repository& repository, password_hasher& hasher, const clock& time, const limits& bounds,
                   const word_screen& words)
    : repository_(repository),
      hasher_(hasher),
      clock_(time),
      limits_(bounds),
      words_(words),
      cache_(bounds.cached_sessions),
      guard_(bounds),
      registrations_(bounds.registrations) {}

new_session accounts::planned_session(std::string_view token, std::string_view device) const {
  const auto now = clock_.now();
  return {sha256_hex(token), device_label(device, limits_.device_length), now, now + limits_.session_longest,
          limits_.sessions_per_user};
}

flow<signed_in> accounts::sign_up(registration who) {
  co_return co_await sign_up(std::move(who), [this](new_account person, new_session first) {
    return repository_.add(std::move(person), std::move(first));
  });
}

flow<signed_in> accounts::sign_up(registration who, adding add) {
  const auto email = normalise_email(who.email);
  if (const auto broken = check_email(email, limits_)) co_return refuse(*broken);
  who.password = composed(who.password);
  if (const auto broken = check_password(who.password, who.shortest_password, limits_.password_longest)) {
    co_return refuse(*broken);
  }
  if (const auto broken = check_avatar(who.avatar, limits_)) co_return refuse(*broken);
  auto name = checked_name(name_for(who.name, email, limits_.name_length), limits_.name_length);
  if (!name) co_return std::unexpected(name.error());
  if (const auto why = words_.refuse_name(*name)) co_return refuse(*why);
  if (const auto wait = registrations_.refuse(address_key(who.address), clock_.steady())) {
    co_return refuse(rate_limited{*wait});
  }
  auto hash = co_await hasher_.hash(std::move(who.password));
  if (!hash) co_return std::unexpected(hash.error());

  auto token = make_token();
  new_account person{email, std::move(*name), std::move(who.avatar), std::move(*hash), clock_.now()};
  const auto first = planned_session(token, who.device);
  auto stored = co_await add(person, first);
  // Nobody chose a name that comes from the e-mail: it gives way to those that are there.
  const std::string derived(beginning_of(person.name, limits_.name_length - number_length));
  for (int trial = 0; who.name.empty() && is_others_name(stored) && trial < most_trials; ++trial) {
    person.name = fmt::format("{} {}", derived, trial == 0 ? 2 : 1'000 + randombytes_uniform(9'000));
    stored = co_await add(person, first);
  }
  if (!stored) co_return std::unexpected(stored.error());
  co_return signed_in{std::move(stored->me), std::move(stored->session), std::move(token)};
}

flow<signed_in> accounts::sign_in(credentials who) {
  const auto email = normalise_email(who.email);
  if (email.empty()) co_return refuse(invalid{field::email, rule::required});
  if (who.password.empty()) co_return refuse(invalid{field::password, rule::required});
  const auto proved = co_await prove(email, std::move(who.password), std::move(who.address));
  if (!proved) co_return std::unexpected(proved.error());
  co_return co_await open_session(*proved, std::move(who.device));
}

flow<user_id> accounts::prove(std::string email, std::string password, std::string address) {
  if (const auto wait = guard_.begin(email, address, clock_.steady())) co_return refuse(rate_limited{*wait});

  password = composed(password);
  // An address nobody can have and a password nobody can have cost what a wrong password costs.
  const auto length = count_code_points(password);
  const bool possible = !check_email(email, limits_) && length && *length <= limits_.password_longest;
  outcome<stored_password> known = refuse(not_found{});
  if (possible) known = co_await repository_.password_of(email);
  if (!known && !std::holds_alternative<not_found>(known.error())) {
    guard_.undecided(email, address);
    co_return std::unexpected(known.error());
  }
  outcome<password_hasher::verdict> verdict = password_hasher::verdict::mismatch;
  if (known) {
    verdict = co_await hasher_.verify(known->hash, password);
  } else {
    verdict = co_await hasher_.verify_nobody(possible ? std::move(password) : std::string("impossible"));
  }
  if (!verdict) {
    guard_.undecided(email, address);
    co_return std::unexpected(verdict.error());
  }
  if (*verdict == password_hasher::verdict::mismatch) {
    guard_.failed(email, address, clock_.steady());
    co_return refuse(wrong_credentials{});
  }
  guard_.succeeded(email, address);
  if (password_hasher::outdated(known->hash)) {
    // When there is no time for it now, there is at another login.
    if (auto fresh = co_await hasher_.hash(std::move(password))) {
      repository_.renew_hash(known->user, std::move(known->hash), std::move(*fresh));
    }
  }
  co_return known->user;
}

flow<signed_in> accounts::open_session(user_id user, std::string device) {
  auto token = make_token();
  auto stored = co_await repository_.open_session(user, planned_session(token, device));
  if (!stored) co_return std::unexpected(stored.error());
  for (const auto& hash : stored->displaced) cache_.forget(hash);
  co_return signed_in{std::move(stored->stored.me), std::move(stored->stored.session), std::move(token)};
}

outcome<identity> accounts::admit(const std::string& token_hash, session_cache::entry found, tokens taken) {
  const auto now = clock_.now();
  auto& session = found.session;
  if (session.may && taken == tokens::of_people) return refuse(unauthorized{});
  const bool idle = !session.may && now - session.last_used >= limits_.session_idle;
  if (now >= session.expires || idle) return refuse(unauthorized{});
  if (now - session.last_used >= limits_.session_touch) {
    session.last_used = now;
    cache_.touched(token_hash, now);
    repository_.touch(session.id, now);
  }
  return identity{std::move(found.me), session.id, std::move(session.may), session.expires};
}

flow<identity> accounts::authenticate(std::string token, tokens taken) {
  if (!looks_like_token(token)) co_return refuse(unauthorized{});
  const auto hash = sha256_hex(token);
  if (auto known = cache_.find(hash)) co_return admit(hash, std::move(*known), taken);

  const auto epoch = cache_.now();
  auto stored = co_await repository_.session_by_token(hash);
  if (!stored) {
    if (std::holds_alternative<not_found>(stored.error())) co_return refuse(unauthorized{});
    co_return std::unexpected(stored.error());
  }
  session_cache::entry found{std::move(stored->me), std::move(stored->session)};
  cache_.put(hash, found, epoch);
  co_return admit(hash, std::move(found), taken);
}

std::optional<identity> accounts::recall(std::string_view token) {
  if (!looks_like_token(token)) return std::nullopt;
  const auto hash = sha256_hex(token);
  auto known = cache_.find(hash);
  if (!known) return std::nullopt;
  auto admitted = admit(hash, std::move(*known), tokens::of_people);
  if (!admitted) return std::nullopt;
  return std::move(*admitted);
}

flow<std::vector<session>> accounts::sessions(user_id user) {
  auto all = co_await repository_.sessions_of(user);
  if (!all) co_return std::unexpected(all.error());
  const auto now = clock_.now();
  std::erase_if(
      *all, [&](const session& each) { return now >= each.expires || now - each.last_used >= limits_.session_idle; });
  co_return all;
}

flow<void> accounts::revoke(user_id user, session_id ended, revocation why) {
  const auto hash = co_await repository_.end_session(user, ended, why);
  if (!hash) co_return std::unexpected(hash.error());
  cache_.forget(*hash);
  co_return outcome<void>{};
}

flow<account> accounts::set_avatar(user_id user, std::string url) {
  if (const auto broken = check_avatar(url, limits_)) co_return refuse(*broken);
  auto changed = co_await repository_.set_avatar(user, std::move(url), clock_.now());
  if (changed) cache_.forget_user(user);
  co_return changed;
}

}  // namespace webchats::chat
