#include "chat/mails.hpp"

#include <utility>

#include "base/log.hpp"
#include "chat/enrolment.hpp"
#include "chat/login_guard.hpp"
#include "chat/new_password_wish.hpp"
#include "chat/permissions.hpp"
#include "chat/secrets.hpp"
#include "chat/text.hpp"

namespace webchats::chat {

language letter_language(std::string_view chosen, language spoken) noexcept {
  return language_of_tag(chosen).value_or(spoken);
}

mails::mails(mailer* way, const letter_writer& words, credential_repository& repository, const settings& chosen,
             std::string page, const clock& time, const limits& bounds)
    : way_(way),
      words_(words),
      repository_(repository),
      settings_(chosen),
      page_(std::move(page)),
      clock_(time),
      limits_(bounds),
      asked_by_(bounds.forgotten_passwords),
      asked_for_(bounds.password_mails),
      trials_(bounds.trial_mails) {}

flow<void> mails::forgotten_password(std::string email, language spoken, std::string address) {
  if (const auto wait = asked_by_.refuse(address_key(address), clock_.steady())) co_return refuse(rate_limited{*wait});
  if (!sends()) {
    base::log(base::log_level::warning,
              "somebody has forgotten a password, but this server sends no mail: an administrator can give out a code");
    co_return outcome<void>{};
  }
  email = normalise_email(email);
  // Nobody has such an address, and nobody's mailbox is to be filled: said to nobody, as for an address that is free.
  if (check_email(email, limits_) || asked_for_.refuse(email, clock_.steady())) co_return outcome<void>{};
  co_return co_await repository_.ask_new_password(
      {.email = std::move(email), .language = std::string(tag_of(spoken)), .time = clock_.now()});
}

flow<letter> mails::letter_of(const delivery& asked) {
  if (clock_.now() - asked.created >= limits_.code_lifetime) co_return refuse(gone{});
  const auto wish = new_password_wish_of(asked);
  if (check_email(wish.email, limits_)) co_return refuse(not_found{});
  const auto code = make_code();
  const auto person = co_await repository_.give_code(
      wish.email, {.hash = code_hash(code), .user = {}, .expires = clock_.now() + limits_.code_lifetime}, clock_.now());
  if (!person) co_return std::unexpected(person.error());
  const auto server = settings_.now()->name;
  // Behind the `#`: no server and no log sees it.
  const auto link = page_ + "/reset#" + code;
  auto made = words_.new_password(
      {.language = letter_language(person->language, language_of_tag(wish.language).value_or(language::english)),
       .server = server,
       .person = person->who.name,
       .link = link,
       .code = code});
  made.id = asked.token;
  made.sender_name = server;
  made.to = wish.email;
  co_return made;
}

flow<std::optional<mail_failure>> mails::send_trial(account me, language spoken) {
  if (!may(server_action::manage_settings, me.who.role)) co_return refuse(forbidden{});
  if (!sends()) co_return refuse(not_found{});
  if (const auto wait = trials_.refuse(me.who.id, clock_.steady())) co_return refuse(rate_limited{*wait});
  // Addresses that came from elsewhere may be none.
  if (const auto broken = check_email(me.email, limits_)) co_return refuse(*broken);
  const auto server = settings_.now()->name;
  auto made = words_.trial(letter_language(me.language, spoken), server);
  made.id = make_token();
  made.sender_name = server;
  made.to = me.email;
  auto done = co_await way_->send(std::move(made));
  if (done) co_return std::nullopt;
  co_return std::move(done.error());
}

}  // namespace webchats::chat
