#include "http/server.hpp"

#include <utility>

#include "http/loop_state.hpp"

namespace webchats::http {

struct server::state {
  net::loop_group& loops;
  const router& routes;
  server_options options;
  proxy_list proxies;
  std::shared_ptr<connection_limits> places;
  // One per loop, made and touched on that loop.
  std::vector<std::shared_ptr<std::shared_ptr<loop_state>>> states;
};

server::server(net::loop_group& loops, const router& routes, server_options options)
    : state_(std::make_unique<state>(loops, routes, std::move(options), proxy_list(), nullptr,
                                     decltype(state::states){})) {
  state_->proxies = proxy_list(state_->options.trusted_proxies);
  state_->places = std::make_shared<connection_limits>(state_->options.connections_per_address,
                                                       state_->options.connections, state_->options.body_bytes);
  for (std::size_t i = 0; i < loops.size(); ++i) {
    auto slot = std::make_shared<std::shared_ptr<loop_state>>();
    state_->states.push_back(slot);
    net::loop& loop = loops[i];
    loop.post(
        [slot, &loop, &routes = state_->routes, options = state_->options, proxies = state_->proxies,
         places = state_->places] { *slot = std::make_shared<loop_state>(loop, routes, options, proxies, places); });
  }
}

server::~server() {
  for (std::size_t i = 0; i < state_->states.size(); ++i) {
    state_->loops[i].post([slot = state_->states[i]] { slot->reset(); });
  }
}

boost::asio::ip::tcp::endpoint server::listen(const boost::asio::ip::tcp::endpoint& address,
                                              const std::optional<net::tls_context>& tls) {
  net::require_free(address);
  boost::asio::ip::tcp::endpoint bound = address;
  for (std::size_t i = 0; i < state_->states.size(); ++i) {
    auto socket = std::make_shared<net::listening_socket>(bound);
    bound = socket->address();
    state_->loops[i].post([slot = state_->states[i], socket, tls] {
      const std::shared_ptr<loop_state>& shared = *slot;
      shared->listeners.push_back(std::make_unique<net::listener>(
          shared->loop, std::move(*socket), [weak = std::weak_ptr(shared), tls](const net::stream_ptr& accepted) {
            if (auto alive = weak.lock()) connection::open(std::move(alive), accepted, tls);
          }));
    });
  }
  return bound;
}

void server::stop_accepting() {
  for (std::size_t i = 0; i < state_->states.size(); ++i) {
    state_->loops[i].post([slot = state_->states[i]] {
      loop_state& shared = **slot;
      shared.draining = true;
      shared.listeners.clear();
      for (auto next = shared.connections.begin(); next != shared.connections.end();) (next++)->drain();
    });
  }
}

std::size_t server::connection_count() const { return state_->places->open(); }

}  // namespace webchats::http
