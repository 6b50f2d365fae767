#include "delivery/host_look_up.hpp"

#include <memory>
#include <optional>
#include <utility>
#include <boost/asio/error.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

namespace webchats::delivery {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

/// What the resolver and whoever waits for it share: either may be the first to go.
struct waiting {
  explicit waiting(const asio::any_io_executor& executor) : patience(executor) {}
  asio::steady_timer patience;
  std::optional<boost::system::error_code> error;  ///< none: the resolver has not answered
  host_addresses found;
};

}  // namespace

asio::awaitable<host_addresses> look_up_by(std::function<void(look_up_answer)> resolve,
                                           std::chrono::steady_clock::duration most) {
  const auto shared = std::make_shared<waiting>(co_await asio::this_coro::executor);
  shared->patience.expires_after(most);
  resolve([shared](const boost::system::error_code& error, host_addresses found) {
    shared->error = error;
    shared->found = std::move(found);
    shared->patience.cancel();
  });
  boost::system::error_code ended;
  co_await shared->patience.async_wait(asio::redirect_error(asio::use_awaitable, ended));
  if (!shared->error) throw boost::system::system_error(asio::error::timed_out);
  if (*shared->error) throw boost::system::system_error(*shared->error);
  co_return std::move(shared->found);
}

asio::awaitable<host_addresses> look_up(std::string host, std::string port, std::chrono::steady_clock::duration most) {
  tcp::resolver resolver(co_await asio::this_coro::executor);
  const std::function<void(look_up_answer)> ask = [&](look_up_answer answer) {
    resolver.async_resolve(
        host, port,
        [answer = std::move(answer)](const boost::system::error_code& error, const tcp::resolver::results_type& all) {
          host_addresses found;
          for (const auto& entry : all) found.push_back(entry.endpoint());
          answer(error, std::move(found));
        });
  };
  co_return co_await look_up_by(ask, most);
}

}  // namespace webchats::delivery
