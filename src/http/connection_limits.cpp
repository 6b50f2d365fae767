#include "http/connection_limits.hpp"

#include <algorithm>

#include "http/forwarded.hpp"

namespace webchats::http {

client_key key_of(const boost::asio::ip::address& any) {
  client_key made{};
  const auto address = unmapped(any);
  if (address.is_v4()) {
    made[0] = 4;
    std::ranges::copy(address.to_v4().to_bytes(), made.begin() + 1);
  } else {
    made[0] = 6;
    const auto bytes = address.to_v6().to_bytes();
    std::copy_n(bytes.begin(), 8, made.begin() + 1);
  }
  return made;
}

connection_limits::connection_limits(std::size_t per_address, std::size_t in_all, std::size_t body_bytes)
    : per_address_(per_address), in_all_(in_all), most_body_bytes_(body_bytes) {}

bool connection_limits::hold_body(std::size_t bytes) noexcept {
  if (body_bytes_.fetch_add(bytes, std::memory_order_relaxed) + bytes <= most_body_bytes_) return true;
  give_back_body(bytes);
  return false;
}

std::size_t connection_limits::taken() const noexcept {
  return open_ + static_cast<std::size_t>(anybody_.use_count() - 1);
}

connection_limits::ticket connection_limits::admit(const boost::asio::ip::address& client) {
  if (per_address_ == 0) return admit_proxy();
  const client_key place = key_of(client);
  {
    const std::lock_guard lock(mutex_);
    const auto found = by_client_.find(place);
    if (full() || (found != by_client_.end() && found->second >= per_address_)) return nullptr;
    ++open_;
    ++by_client_[place];
  }
  return {static_cast<const void*>(this), [self = shared_from_this(), place](const void*) { self->give_back(place); }};
}

connection_limits::ticket connection_limits::admit_proxy() {
  const std::lock_guard lock(mutex_);
  return full() ? nullptr : anybody_;
}

std::size_t connection_limits::open() const {
  const std::lock_guard lock(mutex_);
  return taken();
}

void connection_limits::give_back(const client_key& client) {
  const std::lock_guard lock(mutex_);
  --open_;
  const auto found = by_client_.find(client);
  if (--found->second == 0) by_client_.erase(found);
}

}  // namespace webchats::http
