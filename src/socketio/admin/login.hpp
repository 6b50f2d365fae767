#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>
#include <boost/asio/thread_pool.hpp>
#include <boost/json/value.hpp>

#include "net/loop.hpp"
#include "socketio/admin_ui.hpp"

namespace webchats::socketio {

/// Who may open the admin page: a name with a password, or the session that an earlier login has begun. Any thread.
///
/// Passwords are hashed on one thread of its own, whether the name is right or not. An address has a few attempts at
/// once and then one every ten seconds.
class admin_login {
 public:
  enum class verdict : std::uint8_t {
    session,   ///< known
    password,  ///< right
    refused,
    too_many,  ///< attempts from this address, or at this moment
  };

  /// Throws std::invalid_argument when the hash is none that can be checked in reasonable time.
  admin_login(admin_credentials expected, std::chrono::seconds session_duration);
  /// What waits is not answered.
  ~admin_login();
  admin_login(const admin_login&) = delete;
  admin_login& operator=(const admin_login&) = delete;

  /// `auth`: what the page sent with its CONNECT, `{username, password}` or `{sessionId}`. `answer` is called once,
  /// at once or on the hashing thread.
  void ask(const boost::json::value& auth, std::string_view address, net::steady_time now,
           std::function<void(verdict)> answer);
  /// A new session; the oldest ends when there are too many.
  [[nodiscard]] std::string begin_session(net::steady_time now);

 private:
  struct session {
    std::string id;
    net::steady_time ends;
  };
  struct attempts {
    double left;
    net::steady_time counted;
  };

  [[nodiscard]] bool known(std::string_view session_id, net::steady_time now);
  [[nodiscard]] bool may_try(const std::string& network, net::steady_time now);
  [[nodiscard]] verdict check(const std::string& username, const std::string& password) const;

  const admin_credentials expected_;
  const std::chrono::seconds session_duration_;
  std::mutex mutex_;               // of the next two
  std::vector<session> sessions_;  // oldest first
  std::map<std::string, attempts, std::less<>> attempts_;
  std::atomic<std::size_t> waiting_{0};
  boost::asio::thread_pool hashing_{1};
};

}  // namespace webchats::socketio
