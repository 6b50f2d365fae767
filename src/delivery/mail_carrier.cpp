#include "delivery/mail_carrier.hpp"

#include <utility>
#include <variant>

#include "base/log.hpp"

namespace webchats::delivery {

boost::asio::awaitable<attempt> mail_carrier::carry(const chat::delivery& sent) {
  auto letter = co_await letters_.letter_of(sent);
  if (!letter) {
    // Nobody has this address: as planned, and nothing to be written down.
    if (std::holds_alternative<chat::not_found>(letter.error())) co_return attempt{attempt::result::delivered};
    if (std::holds_alternative<chat::gone>(letter.error())) co_return attempt{attempt::result::dropped, "too late"};
    co_return attempt{attempt::result::failed, "unavailable"};
  }
  const auto done = co_await way_.send(std::move(*letter));
  if (done) co_return attempt{attempt::result::delivered};
  base::log(base::log_level::warning, "mail: " + sent.what + " was not taken: " + done.error().said);
  const bool lasts = done.error().lasts == chat::mail_failure::lasting::yes;
  co_return attempt{lasts ? attempt::result::dropped : attempt::result::failed, done.error().said};
}

}  // namespace webchats::delivery
