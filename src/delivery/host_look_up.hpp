#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>

namespace webchats::delivery {

using host_addresses = std::vector<boost::asio::ip::tcp::endpoint>;

/// The addresses of `host` for `port`, on the executor of whoever awaits it, which runs one thing at a time. Throws
/// boost::system::system_error: that of the resolver, or `asio::error::timed_out` after `most`. The system's resolver
/// cannot be interrupted: it goes on in asio's own thread for as long as it likes, and nobody waits for it.
[[nodiscard]] boost::asio::awaitable<host_addresses> look_up(std::string host, std::string port,
                                                             std::chrono::steady_clock::duration most);

/// What a resolver calls with its answer: once, in a later turn of the executor, or never; also when nobody waits any
/// more.
using look_up_answer = std::function<void(const boost::system::error_code&, host_addresses)>;

/// The same by any resolver.
[[nodiscard]] boost::asio::awaitable<host_addresses> look_up_by(std::function<void(look_up_answer)> resolve,
                                                                std::chrono::steady_clock::duration most);

}  // namespace webchats::delivery
