#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string_view>
#include <boost/unordered/unordered_flat_map.hpp>

#include "engineio/rate_limit.hpp"
#include "http/connection_limits.hpp"

namespace webchats::engineio {

/// How often an address may open a session, over all loops. Every call takes one short lock. The table is bounded: of
/// more addresses than it holds, those that were not seen for longest are forgotten.
class handshake_limiter {
 public:
  /// `addresses`: how many are remembered at least.
  explicit handshake_limiter(rate_limit limit, std::size_t addresses = 32'768);

  /// Nothing when `address` may, or for how long it may not. An IPv6 client is its /64 network. What is no address has
  /// no limit.
  [[nodiscard]] std::optional<std::chrono::nanoseconds> admit(std::string_view address, net::steady_time now);

  /// Addresses in the table.
  [[nodiscard]] std::size_t size() const;

 private:
  using table = boost::unordered_flat_map<http::client_key, token_bucket>;

  const rate_limit limit_;
  const std::size_t addresses_;
  mutable std::mutex mutex_;
  // A full table becomes the old one; who is seen again moves to the new one.
  table seen_;
  table seen_before_;
};

}  // namespace webchats::engineio
