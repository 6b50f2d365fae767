#include "engineio/handshake_limiter.hpp"

#include <utility>
#include <boost/asio/ip/address.hpp>

namespace webchats::engineio {

handshake_limiter::handshake_limiter(rate_limit limit, std::size_t addresses) : limit_(limit), addresses_(addresses) {}

std::optional<std::chrono::nanoseconds> handshake_limiter::admit(std::string_view address, net::steady_time now) {
  if (!limit_.on()) return std::nullopt;
  boost::system::error_code failed;
  const auto parsed = boost::asio::ip::make_address(address, failed);
  if (failed) return std::nullopt;
  const http::client_key key = http::key_of(parsed);

  const std::lock_guard lock(mutex_);
  if (seen_.size() >= addresses_ && !seen_.contains(key)) {
    seen_before_ = std::exchange(seen_, {});
  }
  const auto [place, fresh] = seen_.try_emplace(key);
  if (fresh) {
    if (const auto before = seen_before_.find(key); before != seen_before_.end()) place->second = before->second;
  }
  return place->second.take(limit_, 1, now);
}

std::size_t handshake_limiter::size() const {
  const std::lock_guard lock(mutex_);
  return seen_.size() + seen_before_.size();
}

}  // namespace webchats::engineio
