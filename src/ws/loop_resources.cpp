#include "ws/loop_resources.hpp"

#include <algorithm>
#include <boost/asio/io_context.hpp>

namespace webchats::ws {

loop_resources::loop_resources(boost::asio::execution_context& context)
    : boost::asio::execution_context::service(context) {}

loop_resources& loop_resources::of(net::loop& loop) {
  auto& found = boost::asio::use_service<loop_resources>(static_cast<boost::asio::execution_context&>(loop.context()));
  found.loop_ = &loop;
  return found;
}

net::deadline_queue& loop_resources::deadlines(std::chrono::milliseconds interval) {
  const auto found = std::ranges::find(queues_, interval, &net::deadline_queue::interval);
  if (found != queues_.end()) return **found;
  return *queues_.emplace_back(std::make_unique<net::deadline_queue>(*loop_, interval));
}

void loop_resources::shutdown() { queues_.clear(); }

}  // namespace webchats::ws
