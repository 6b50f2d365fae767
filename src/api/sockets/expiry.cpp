#include "api/sockets/expiry.hpp"

#include <utility>
#include <vector>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "socketio/socket.hpp"

namespace webchats::api {

boost::asio::awaitable<void> expiry::watch(expiry* self, const registry* people, const chat::accounts* accounts,
                                           reader who, action ended) {
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
  for (;;) {
    timer.expires_after(std::chrono::seconds(2));
    co_await timer.async_wait(boost::asio::use_awaitable);
    const auto now = accounts->time();
    if (now < self->soonest_) continue;
    self->soonest_ = chat::instant::max();
    std::vector<chat::session_revoked> over;
    people->each([&](const socketio::socket& socket) {
      const auto* found = who(socket);
      if (found == nullptr) return;
      if (found->expires > now) return self->note(*found);
      over.push_back({found->session, found->me.who.id, chat::revocation::expired});
    });
    for (const auto& each : over) ended(each);
  }
}

}  // namespace webchats::api
