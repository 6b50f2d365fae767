#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <boost/unordered_map.hpp>

#include "chat/limits.hpp"

namespace webchats::chat {

/// Counts failed logins per account and address, and per address. Locked means locked even for the right password; the
/// person's other addresses are not touched, so nobody can lock a stranger out. Bounded; may be used from any thread.
class login_guard {
 public:
  using time_point = std::chrono::steady_clock::time_point;

  explicit login_guard(const limits& bounds) : limits_(bounds) {}

  /// Takes a try; when there were too many failures answers how long to wait. A try counts as failed until `succeeded`,
  /// so many at once cannot slip through.
  [[nodiscard]] std::optional<std::chrono::seconds> begin(std::string_view email, std::string_view address,
                                                          time_point now);
  /// Takes back the try of `begin`, and forgets earlier failures of this account at this address.
  void succeeded(std::string_view email, std::string_view address);
  /// Takes back the try of `begin`: nobody learned whether the password was right.
  void undecided(std::string_view email, std::string_view address);

 private:
  using failures = std::deque<time_point>;
  void forget_old(time_point now);

  const limits& limits_;
  std::mutex mutex_;
  boost::unordered_map<std::string, failures> by_key_;
};

/// The part of an address that one person owns: IPv4 whole, IPv6 the /64. Text that is no address stays as it is.
[[nodiscard]] std::string address_key(std::string_view address);

}  // namespace webchats::chat
