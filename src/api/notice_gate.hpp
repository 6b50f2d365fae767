#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "chat/notices.hpp"

namespace webchats::net {
class loop_group;
}

namespace webchats::api {

/// Where chat's notices enter the bridge. Made before chat and store, which need a sink; opened when the bridge stands.
///
/// Every notice has a home loop: that of its room, else of its user. `publish` only sorts and posts, from any thread;
/// the home loop then encodes and fans out. One home per room is what keeps `seq` order for all readers on both
/// contracts.
class notice_gate final : public chat::notice_sink {
 public:
  using receiver = std::function<void(const chat::notice&)>;

  explicit notice_gate(net::loop_group& loops);

  /// Hands every notice from now on to `action`, on its home loop. Called once, before the loops run.
  void open(receiver action);

  void publish(std::vector<chat::notice> notices) noexcept override;

 private:
  [[nodiscard]] std::size_t home_of(const chat::notice& one) const noexcept;

  net::loop_group& loops_;
  receiver receiver_;
};

}  // namespace webchats::api
