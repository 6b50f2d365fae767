#pragma once

#include <cstddef>
#include <functional>

namespace webchats::net {
class loop_group;
}

namespace webchats::api {

/// Runs `task(index)` once on every loop: at once on the calling one, posted to the others. Together with broadcasts,
/// which are delivered the same way, everything one loop asks for is done in its order everywhere.
void on_every_loop(net::loop_group& loops, std::function<void(std::size_t index)> task);

}  // namespace webchats::api
