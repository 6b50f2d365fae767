#include "chat/turnstile.hpp"

namespace webchats::chat {

namespace {

struct enlist_in_line {
  turnstile& owner;
  void (turnstile::*enlist)(const std::string&, completion<void>);
  std::string key;
  void operator()(completion<void> waiting) const { (owner.*enlist)(key, std::move(waiting)); }
};

}  // namespace

flow<turnstile::pass> turnstile::enter(std::string key) {
  auto turn = co_await await_completion<void>(enlist_in_line{*this, &turnstile::enlist, key});
  if (!turn) co_return std::unexpected(turn.error());
  co_return pass(*this, std::move(key));
}

void turnstile::enlist(const std::string& key, completion<void> waiting) {
  // What is completed here is completed by posting, so the lock is never held while somebody else's code runs.
  const std::lock_guard lock(mutex_);
  if (lines_.size() >= most_keys_ && !lines_.contains(key)) return std::move(waiting)(refuse(rate_limited{}));
  const auto [line, free] = lines_.try_emplace(key);
  if (free) return std::move(waiting)({});
  if (line->second.size() >= longest_line_) return std::move(waiting)(refuse(rate_limited{}));
  line->second.push_back(std::move(waiting));
}

void turnstile::leave(const std::string& key) {
  const std::lock_guard lock(mutex_);
  const auto line = lines_.find(key);
  if (line == lines_.end()) return;
  if (line->second.empty()) {
    lines_.erase(line);
    return;
  }
  auto next = std::move(line->second.front());
  line->second.pop_front();
  std::move(next)({});
}

}  // namespace webchats::chat
