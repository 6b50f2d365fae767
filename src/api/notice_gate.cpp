#include "api/notice_gate.hpp"

#include <cstdint>
#include <exception>
#include <memory>
#include <utility>
#include <variant>

#include "base/log.hpp"
#include "net/loop_group.hpp"

namespace webchats::api {
namespace {

/// The number that chooses the home loop: the room's where there is one.
struct home_number {
  std::int64_t operator()(const chat::message_posted& one) const noexcept { return one.message.room.value; }
  std::int64_t operator()(const chat::room_created& one) const noexcept { return one.room.id.value; }
  std::int64_t operator()(const chat::room_updated& one) const noexcept { return one.room.id.value; }
  std::int64_t operator()(const chat::profile_changed& one) const noexcept { return one.user.id.value; }
  std::int64_t operator()(const chat::account_changed& one) const noexcept { return one.me.who.id.value; }
  std::int64_t operator()(const chat::availability_changed& one) const noexcept { return one.user.value; }
  std::int64_t operator()(const chat::session_revoked& one) const noexcept { return one.user.value; }
  std::int64_t operator()(const chat::announced&) const noexcept { return 0; }
  std::int64_t operator()(const auto& one) const noexcept { return one.room.value; }
};

}  // namespace

notice_gate::notice_gate(net::loop_group& loops) : loops_(loops) {}

void notice_gate::open(receiver action) { receiver_ = std::move(action); }

std::size_t notice_gate::home_of(const chat::notice& one) const noexcept {
  return static_cast<std::size_t>(static_cast<std::uint64_t>(std::visit(home_number{}, one)) % loops_.size());
}

void notice_gate::publish(std::vector<chat::notice> notices) noexcept {
  if (!receiver_) return;
  try {
    std::vector<std::vector<chat::notice>> batches(loops_.size());
    for (auto& one : notices) {
      const auto home = home_of(one);
      batches[home].push_back(std::move(one));
    }
    for (std::size_t home = 0; home < batches.size(); ++home) {
      if (batches[home].empty()) continue;
      auto batch = std::make_shared<const std::vector<chat::notice>>(std::move(batches[home]));
      loops_[home].post([this, batch = std::move(batch)] {
        for (const auto& one : *batch) receiver_(one);
      });
    }
  } catch (const std::exception& problem) {
    base::log(base::log_level::error, std::string("notices are lost: ") + problem.what());
  }
}

}  // namespace webchats::api
