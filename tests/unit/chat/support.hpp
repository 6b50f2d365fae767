#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <exception>
#include <optional>
#include <utility>
#include <vector>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "chat/notices.hpp"
#include "chat/outcome.hpp"
#include "chat/ports/clock.hpp"

namespace webchats::chat {

/// Time that passes when the test says so.
class fake_clock final : public clock {
 public:
  [[nodiscard]] instant now() const override { return instant(std::chrono::days(20'000)) + passed_; }
  [[nodiscard]] std::chrono::steady_clock::time_point steady() const override {
    return std::chrono::steady_clock::time_point(std::chrono::hours(1)) + passed_;
  }
  void advance(std::chrono::milliseconds by) { passed_ += by; }

 private:
  std::chrono::milliseconds passed_{0};
};

class recording_sink final : public notice_sink {
 public:
  void publish(std::vector<notice> notices) noexcept override {
    for (auto& each : notices) all.push_back(std::move(each));
  }
  std::vector<notice> all;
};

/// Starts all flows at once on one loop and waits for all of them.
template <class T>
std::vector<outcome<T>> wait_all(std::vector<flow<T>> flows) {
  boost::asio::io_context loop{1};
  std::vector<std::optional<outcome<T>>> results(flows.size());
  for (std::size_t i = 0; i < flows.size(); ++i) {
    boost::asio::co_spawn(loop, std::move(flows[i]), [&results, i](std::exception_ptr error, outcome<T> result) {
      if (error) std::rethrow_exception(error);
      results[i] = std::move(result);
    });
  }
  loop.run();
  std::vector<outcome<T>> answers;
  for (auto& each : results) answers.push_back(std::move(each.value()));
  return answers;
}

/// Runs a flow to its end on a loop of its own.
template <class T>
outcome<T> wait(flow<T> one) {
  std::vector<flow<T>> flows;
  flows.push_back(std::move(one));
  return std::move(wait_all(std::move(flows)).front());
}

/// True when `result` was refused in the way `Refusal`.
template <class Refusal, class T>
bool refused(const outcome<T>& result) {
  return !result && std::holds_alternative<Refusal>(result.error());
}

/// True when `result` was refused because `what` breaks `broken`.
template <class T>
bool is_invalid(const outcome<T>& result, field what, rule broken) {
  if (!refused<invalid>(result)) return false;
  const auto& why = std::get<invalid>(result.error());
  return why.field == what && why.rule == broken;
}

}  // namespace webchats::chat
