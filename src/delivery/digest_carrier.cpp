#include "delivery/digest_carrier.hpp"

#include <utility>
#include <variant>

#include "base/log.hpp"

namespace webchats::delivery {

boost::asio::awaitable<attempt> digest_carrier::carry(const chat::delivery& sent) {
  auto letter = co_await letters_.letter_of(sent);
  if (!letter) {
    const bool nothing = std::holds_alternative<chat::not_found>(letter.error());
    co_return attempt{nothing ? attempt::result::delivered : attempt::result::failed, nothing ? "" : "unavailable"};
  }
  if (!*letter) co_return attempt{attempt::result::put_off};
  const auto done = co_await way_.send(std::move(**letter));
  if (done) {
    // Should it not be written down, the sender crosses the delivery out all the same.
    (void)co_await letters_.sent(sent);
    co_return attempt{attempt::result::delivered};
  }
  base::log(base::log_level::warning, "mail: " + sent.what + " was not taken: " + done.error().said);
  const bool lasts = done.error().lasts == chat::mail_failure::lasting::yes;
  co_return attempt{lasts ? attempt::result::dropped : attempt::result::failed, done.error().said};
}

}  // namespace webchats::delivery
