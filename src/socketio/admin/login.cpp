#include "socketio/admin/login.hpp"

#include <sodium.h>

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>

#include "base/bcrypt.hpp"
#include "socketio/socket_id.hpp"

namespace webchats::socketio {
namespace {

constexpr std::size_t max_sessions = 64;
constexpr std::size_t max_addresses = 1'024;
constexpr std::size_t max_waiting = 8;
constexpr std::size_t max_text = 1'024;  // bytes of a name, of a password
constexpr double most_attempts = 5;
constexpr std::chrono::seconds attempt_interval{10};

bool equal(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

/// What one customer of a provider has: an IPv4 address, or a network of IPv6.
std::string network_of(std::string_view address) {
  boost::system::error_code error;
  const auto parsed = boost::asio::ip::make_address(address, error);
  if (error || !parsed.is_v6()) return std::string(address);
  auto bytes = parsed.to_v6().to_bytes();
  std::fill(bytes.begin() + 8, bytes.end(), std::uint8_t{0});
  return boost::asio::ip::address_v6(bytes).to_string();
}

std::string text_of(const boost::json::value& auth, std::string_view name) {
  const boost::json::object* object = auth.if_object();
  const boost::json::value* member = object == nullptr ? nullptr : object->if_contains(name);
  if (member == nullptr || !member->is_string()) return {};
  return member->get_string().size() <= max_text ? std::string(member->get_string()) : std::string();
}

}  // namespace

admin_login::admin_login(admin_credentials expected, std::chrono::seconds session_duration)
    : expected_(std::move(expected)), session_duration_(session_duration) {
  if (expected_.username.empty()) throw std::invalid_argument("admin page: no user name");
  if (!base::is_bcrypt(expected_.password_hash)) {
    throw std::invalid_argument("admin page: the password must be given as a bcrypt hash with a cost from 4 to 15");
  }
}

admin_login::~admin_login() {
  hashing_.stop();
  hashing_.join();
}

void admin_login::ask(const boost::json::value& auth, std::string_view address, net::steady_time now,
                      std::function<void(verdict)> answer) {
  if (known(text_of(auth, "sessionId"), now)) return answer(verdict::session);
  std::string username = text_of(auth, "username");
  std::string password = text_of(auth, "password");
  if (username.empty() || password.empty()) return answer(verdict::refused);
  if (!may_try(network_of(address), now)) return answer(verdict::too_many);
  if (waiting_.fetch_add(1) >= max_waiting) {
    waiting_.fetch_sub(1);
    return answer(verdict::too_many);
  }
  boost::asio::post(hashing_,
                    [this, username = std::move(username), password = std::move(password), answer = std::move(answer)] {
                      const verdict found = check(username, password);
                      waiting_.fetch_sub(1);
                      answer(found);
                    });
}

admin_login::verdict admin_login::check(const std::string& username, const std::string& password) const {
  const bool right = base::bcrypt_matches(expected_.password_hash, password);
  const bool named = equal(username, expected_.username);
  return right && named ? verdict::password : verdict::refused;
}

bool admin_login::known(std::string_view session_id, net::steady_time now) {
  const std::lock_guard lock(mutex_);
  std::erase_if(sessions_, [now](const session& each) { return each.ends <= now; });
  bool found = false;
  for (const session& each : sessions_) found |= equal(each.id, session_id);
  return found;
}

std::string admin_login::begin_session(net::steady_time now) {
  std::string id = make_socket_id() + make_socket_id();
  const std::lock_guard lock(mutex_);
  if (sessions_.size() == max_sessions) sessions_.erase(sessions_.begin());
  sessions_.push_back({.id = id, .ends = now + session_duration_});
  return id;
}

bool admin_login::may_try(const std::string& network, net::steady_time now) {
  const std::lock_guard lock(mutex_);
  const auto refilled = [now](const attempts& each) {
    return std::min(most_attempts, each.left + std::chrono::duration<double>(now - each.counted) / attempt_interval);
  };
  if (attempts_.size() >= max_addresses && !attempts_.contains(network)) {
    std::erase_if(attempts_, [&](const auto& each) { return refilled(each.second) >= most_attempts; });
    // Whoever has that many addresses gains nothing by one that is forgotten.
    if (attempts_.size() >= max_addresses) attempts_.erase(attempts_.begin());
  }
  attempts& own = attempts_.try_emplace(network, attempts{.left = most_attempts, .counted = now}).first->second;
  own = {.left = refilled(own), .counted = now};
  if (own.left < 1) return false;
  own.left -= 1;
  return true;
}

}  // namespace webchats::socketio
