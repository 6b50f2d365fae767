#include "api/classic/throttle.hpp"

namespace webchats::api::classic {

throttle::standing throttle::take(const std::string& client, time_point now) {
  if (limit_ == 0) return {};
  const std::lock_guard lock(mutex_);
  if (windows_.size() >= most_clients) {
    erase_if(windows_, [now](const auto& entry) { return now - entry.second.begin >= length; });
    if (windows_.size() >= most_clients) windows_.clear();
  }
  auto& [begin, used] = windows_.try_emplace(client, now).first->second;
  if (now - begin >= length) {
    begin = now;
    used = 0;
  }
  const bool allowed = used < limit_;
  if (allowed) ++used;
  return {allowed, limit_, limit_ - used, std::chrono::ceil<std::chrono::seconds>(begin + length - now)};
}

}  // namespace webchats::api::classic
