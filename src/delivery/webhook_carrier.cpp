#include "delivery/webhook_carrier.hpp"

#include "chat/secrets.hpp"

namespace webchats::delivery {

boost::asio::awaitable<attempt> webhook_carrier::carry(const chat::delivery& sent) {
  const auto hook = co_await hooks_.outgoing({sent.target});
  if (!hook) {
    const bool gone = std::holds_alternative<chat::not_found>(hook.error());
    co_return attempt{gone ? attempt::result::impossible : attempt::result::failed,
                      gone ? "no such hook" : "unavailable"};
  }
  const auto answer = co_await client_.post(
      {.url = hook->url,
       .headers = {{"Content-Type", "application/json"},
                   {"X-Webchats-Event", sent.what},
                   {"X-Webchats-Delivery", sent.token},
                   {"X-Webchats-Signature", chat::signature_of(hook->secret, clock_.now(), sent.payload)}},
       .body = sent.payload});
  if (!answer) co_return attempt{attempt::result::failed, std::string(chat::name_of(answer.error()))};
  if (answer->status >= 200 && answer->status < 300) co_return attempt{attempt::result::delivered};
  co_return attempt{answer->status == 410 ? attempt::result::impossible : attempt::result::failed,
                    "status " + std::to_string(answer->status)};
}

}  // namespace webchats::delivery
