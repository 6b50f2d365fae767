#include "api/sockets/loops.hpp"

#include <cstddef>
#include <memory>
#include <utility>

#include "net/loop_group.hpp"

namespace webchats::api {

void on_every_loop(net::loop_group& loops, std::function<void(std::size_t index)> task) {
  const auto shared = std::make_shared<const std::function<void(std::size_t)>>(std::move(task));
  for (std::size_t index = 0; index < loops.size(); ++index) {
    if (net::loop::current() == &loops[index]) {
      (*shared)(index);
    } else {
      loops[index].post([shared, index] { (*shared)(index); });
    }
  }
}

}  // namespace webchats::api
