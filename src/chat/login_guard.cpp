#include "chat/login_guard.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <fmt/format.h>

namespace webchats::chat {

namespace {

std::string account_key(std::string_view email, std::string_view address) {
  return fmt::format("{} {}", address_key(address), email);
}

}  // namespace

std::optional<std::chrono::seconds> login_guard::wait_for(const tries& made, std::size_t most, time_point now) const {
  if (made.failures.size() + made.undecided < most) return std::nullopt;
  // Only failures have an end that is known; undecided tries are over in a moment.
  if (made.failures.empty()) return std::chrono::seconds{1};
  const auto left = std::chrono::ceil<std::chrono::seconds>(made.failures.front() + limits_.login_failure_window - now);
  return std::max(left, std::chrono::seconds{1});
}

void login_guard::forget_old(tries& made, time_point now) const {
  while (!made.failures.empty() && made.failures.front() + limits_.login_failure_window <= now)
    made.failures.pop_front();
}

std::optional<std::chrono::seconds> login_guard::begin(std::string_view email, std::string_view address,
                                                       time_point now) {
  const std::lock_guard lock(mutex_);
  make_room(now);
  if (const auto from = tries_.find(address_key(address)); from != tries_.end()) {
    forget_old(from->second, now);
    // Undecided tries are not counted here: a whole office may sign in at once, and the hasher's queue bounds them.
    const tries decided{from->second.failures, 0};
    if (const auto wait = wait_for(decided, limits_.login_failures_per_address, now)) return wait;
  }
  auto& made = tries_[account_key(email, address)];
  forget_old(made, now);
  if (const auto wait = wait_for(made, limits_.login_failures_per_account, now)) return wait;
  ++made.undecided;
  return std::nullopt;
}

void login_guard::count(std::string key, std::size_t most, time_point when) {
  auto& made = tries_[std::move(key)];
  made.failures.push_back(when);
  if (made.failures.size() > most) made.failures.pop_front();
}

void login_guard::failed(std::string_view email, std::string_view address, time_point now) {
  auto account = account_key(email, address);
  auto from = address_key(address);
  {
    const std::lock_guard lock(mutex_);
    auto& made = tries_[account];
    if (made.undecided > 0) --made.undecided;
    count(account, limits_.login_failures_per_account, now);
    count(from, limits_.login_failures_per_address, now);
  }
  if (journal_ == nullptr) return;
  journal_->failed({std::move(account), clock_->now()});
  journal_->failed({std::move(from), clock_->now()});
}

void login_guard::succeeded(std::string_view email, std::string_view address) {
  auto key = account_key(email, address);
  {
    const std::lock_guard lock(mutex_);
    const auto made = tries_.find(key);
    if (made == tries_.end()) return;
    const bool clean = made->second.failures.empty();
    made->second.failures.clear();
    if (made->second.undecided > 0) --made->second.undecided;
    if (made->second.undecided == 0) tries_.erase(made);
    if (clean) return;
  }
  if (journal_ != nullptr) journal_->forgive(std::move(key));
}

void login_guard::keep_in(login_journal& journal, const clock& time) {
  journal_ = &journal;
  clock_ = &time;
  const auto now = time.now();
  for (auto& each : journal.since(now - limits_.login_failure_window)) {
    const auto most = each.key.contains(' ') ? limits_.login_failures_per_account : limits_.login_failures_per_address;
    const auto age = std::max(now - each.when, std::chrono::milliseconds(0));
    const std::lock_guard lock(mutex_);
    count(std::move(each.key), most, time.steady() - age);
  }
}

void login_guard::undecided(std::string_view email, std::string_view address) {
  const std::lock_guard lock(mutex_);
  const auto made = tries_.find(account_key(email, address));
  if (made != tries_.end() && made->second.undecided > 0) --made->second.undecided;
}

void login_guard::make_room(time_point now) {
  if (tries_.size() < most_keys_) return;
  erase_if(tries_, [&](auto& entry) {
    forget_old(entry.second, now);
    return entry.second.failures.empty() && entry.second.undecided == 0;
  });
  // Still full: an attack from very many addresses. Per-account counts go first, those of addresses stay.
  if (tries_.size() >= most_keys_) {
    erase_if(tries_, [](const auto& entry) { return entry.first.contains(' ') && entry.second.undecided == 0; });
  }
  if (tries_.size() >= most_keys_) tries_.clear();
}

std::size_t login_guard::size() const {
  const std::lock_guard lock(mutex_);
  return tries_.size();
}

std::string address_key(std::string_view address) {
  boost::system::error_code broken;
  const auto parsed = boost::asio::ip::make_address(std::string(address), broken);
  if (broken) return std::string(address);
  if (parsed.is_v4()) return parsed.to_string();
  const auto v6 = parsed.to_v6();
  if (v6.is_v4_mapped()) return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, v6).to_string();
  auto bytes = v6.to_bytes();
  std::fill(bytes.begin() + 8, bytes.end(), static_cast<unsigned char>(0));
  return boost::asio::ip::address_v6(bytes).to_string() + "/64";
}

}  // namespace webchats::chat
