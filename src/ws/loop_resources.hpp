#pragma once

#include <chrono>
#include <memory>
#include <vector>
#include <boost/asio/execution_context.hpp>

#include "net/deadline.hpp"
#include "net/loop.hpp"
#include "ws/deflate.hpp"

namespace webchats::ws {

/// What the connections of one loop share, so that none of them has a timer or a compressor of its own. Kept by the
/// loop's execution context, made at first use, ended with the loop; touched only on its thread.
class loop_resources final : public boost::asio::execution_context::service {
 public:
  static inline boost::asio::execution_context::id id;

  [[nodiscard]] static loop_resources& of(net::loop& loop);

  /// The loop's queue for deadlines of `interval`.
  [[nodiscard]] net::deadline_queue& deadlines(std::chrono::milliseconds interval);
  [[nodiscard]] inflater& inflate() noexcept { return inflater_; }
  [[nodiscard]] deflater& deflate() noexcept { return deflater_; }

  /// For `use_service` only.
  explicit loop_resources(boost::asio::execution_context& context);

 private:
  void shutdown() override;

  net::loop* loop_ = nullptr;
  // A program has one or two intervals, so a search is a look.
  std::vector<std::unique_ptr<net::deadline_queue>> queues_;
  inflater inflater_;
  deflater deflater_;
};

}  // namespace webchats::ws
