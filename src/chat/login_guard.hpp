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
#include "chat/ports/clock.hpp"
#include "chat/ports/login_journal.hpp"

namespace webchats::chat {

/// Counts failed logins per account and address, and per address. Locked means locked even for the right password; the
/// person's other addresses are not touched, so nobody can lock a stranger out. Bounded; may be used from any thread.
class login_guard {
 public:
  using time_point = std::chrono::steady_clock::time_point;

  explicit login_guard(const limits& bounds, std::size_t most_keys = 100'000)
      : limits_(bounds), most_keys_(most_keys) {}

  /// Writes failures to `journal` from now on, and counts those that are there.
  void keep_in(login_journal& journal, const clock& time);

  /// Takes a try; when there were too many failures answers how long to wait. Tries of one account at one address that
  /// are not decided yet count as failed, so that many at once cannot slip through. Each try ends with one of the calls
  /// below.
  [[nodiscard]] std::optional<std::chrono::seconds> begin(std::string_view email, std::string_view address,
                                                          time_point now);
  /// The password was wrong.
  void failed(std::string_view email, std::string_view address, time_point now);
  /// The password was right: earlier failures of this account at this address are forgotten.
  void succeeded(std::string_view email, std::string_view address);
  /// Nobody learned whether the password was right.
  void undecided(std::string_view email, std::string_view address);

  /// Accounts and addresses that are remembered.
  [[nodiscard]] std::size_t size() const;

 private:
  struct tries {
    std::deque<time_point> failures;  ///< oldest first; at most as many as the limit
    std::size_t undecided = 0;
  };
  using table = boost::unordered_map<std::string, tries>;

  [[nodiscard]] std::optional<std::chrono::seconds> wait_for(const tries& made, std::size_t most, time_point now) const;
  void forget_old(tries& made, time_point now) const;
  void make_room(time_point now);
  void count(std::string key, std::size_t most, time_point when);

  const limits& limits_;
  std::size_t most_keys_;
  login_journal* journal_ = nullptr;
  const clock* clock_ = nullptr;
  mutable std::mutex mutex_;
  table tries_;  ///< by "address" and "address account"
};

/// The part of an address that one person owns: IPv4 whole (also inside IPv6), IPv6 the /64. Text that is no address
/// stays as it is.
[[nodiscard]] std::string address_key(std::string_view address);

}  // namespace webchats::chat
