#include "chat/enrolment.hpp"

#include <sodium.h>

#include "chat/secrets.hpp"
#include "chat/text.hpp"

namespace webchats::chat {

namespace {

/// Neither 0 and O nor 1, I and L.
constexpr std::string_view alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ_";
constexpr std::size_t letters = alphabet.size() - 1;
constexpr std::size_t groups = 5;
constexpr std::size_t group_size = 4;

}  // namespace

std::string make_code() {
  std::string code;
  for (std::size_t at = 0; at < groups * group_size; ++at) {
    if (at != 0 && at % group_size == 0) code.push_back('-');
    code.push_back(alphabet[randombytes_uniform(letters)]);
  }
  return code;
}

std::string code_hash(std::string_view typed) {
  std::string counted;
  for (const char c : typed) {
    if (c == '-' || c == ' ') continue;
    counted.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
  }
  return sha256_hex(counted);
}

enrolment::enrolment(accounts& people, credential_repository& repository, const settings& chosen,
                     std::string setup_code, std::function<void()> owned)
    : accounts_(people),
      repository_(repository),
      settings_(chosen),
      setup_code_(setup_code.empty() ? std::string() : code_hash(setup_code)),
      awaits_owner_(!setup_code.empty()),
      owned_(std::move(owned)) {}

flow<signed_in> enrolment::set_up(std::string code, registration who) {
  if (!awaits_owner_) co_return refuse(not_found{});
  // Both are hashes: how far they are alike says nothing about the code.
  if (code_hash(code) != setup_code_) co_return refuse(invalid{field::code, rule::unknown});

  auto made = co_await accounts_.sign_up(who, [this](new_account person, new_session first) {
    return repository_.add_owner(std::move(person), std::move(first));
  });
  if (!made && made.error() == refusal(taken{field::email})) {
    // Whoever was here before the server had an owner becomes it with their own password.
    const auto known =
        co_await accounts_.prove(normalise_email(who.email), std::move(who.password), std::move(who.address));
    if (!known) co_return std::unexpected(known.error());
    const auto owner = co_await repository_.make_owner(*known, accounts_.time());
    if (!owner) co_return std::unexpected(owner.error());
    accounts_.forget(*known);
    made = co_await accounts_.open_session(*known, std::move(who.device));
  }
  if (made && awaits_owner_.exchange(false)) owned_();
  co_return made;
}

flow<signed_in> enrolment::sign_up(registration who, std::string invite) {
  const auto mode = settings_.now()->registration;
  if (mode == registration_mode::closed) co_return refuse(forbidden{});
  if (!invite.empty()) {
    co_return co_await accounts_.sign_up(std::move(who),
                                         [this, hash = code_hash(invite)](new_account person, new_session first) {
                                           return repository_.add_invited(std::move(person), std::move(first), hash);
                                         });
  }
  if (mode != registration_mode::open) co_return refuse(forbidden{});
  co_return co_await accounts_.sign_up(std::move(who));
}

}  // namespace webchats::chat
