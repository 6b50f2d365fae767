#include "engineio/server.hpp"

#include <algorithm>
#include <utility>

#include "engineio/server_state.hpp"
#include "engineio/shard.hpp"

namespace webchats::engineio {
namespace {

std::string prefix_of(const server_options& options) {
  std::string prefix = options.path;
  if (prefix.ends_with('/')) prefix.pop_back();
  if (options.trailing_slash == server_options::slash::required) prefix += '/';
  return prefix;
}

}  // namespace

server::server(net::loop_group& loops, server_options options, accept_handler accept)
    : state_(std::make_unique<state>(loops, std::move(options), std::move(accept))) {}

server::~server() = default;

void server::use(middleware added) { state_->setup.middlewares.push_back(std::move(added)); }

void server::on_connection_error(connection_error_handler told) { state_->setup.on_connection_error = std::move(told); }

void server::on_initial_headers(header_hook adds) { state_->setup.on_initial_headers = std::move(adds); }

void server::on_headers(header_hook adds) { state_->setup.on_headers = std::move(adds); }

void server::attach(http::router& routes) {
  const server_options& options = state_->setup.options;
  http::route_options limits;
  limits.body_limit = std::max(options.max_payload, options.max_payload_ceiling);
  limits.body_limit_for = [self = state_.get()](const http::request& head) { return self->body_limit(head); };
  limits.on_body_refused = [self = state_.get()](const http::request& head, http::response& answer) {
    self->complete_refusal(head, answer);
  };
  routes.mount(
      prefix_of(options),
      [self = state_.get()](http::request request, http::responder responder) {
        self->receive(std::move(request), std::move(responder));
      },
      std::move(limits));
}

void server::close() {
  state_->closing.store(true, std::memory_order_relaxed);
  for (const auto& each : state_->shards) {
    each->loop().post([target = each.get()] { target->close_all(); });
  }
}

std::size_t server::session_count() const noexcept { return state_->sessions(); }

server_counters server::counters() const noexcept {
  server_counters sum;
  for (const auto& each : state_->shards) sum.add(each->counters, each->traffic);
  return sum;
}

}  // namespace webchats::engineio
