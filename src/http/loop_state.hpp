#pragma once

#include <memory>
#include <utility>
#include <vector>
#include <boost/intrusive/list.hpp>

#include "http/connection.hpp"
#include "http/connection_limits.hpp"
#include "http/forwarded.hpp"
#include "http/parser.hpp"
#include "http/serialize.hpp"
#include "http/server.hpp"
#include "net/deadline.hpp"
#include "net/listener.hpp"
#include "net/task_group.hpp"

namespace webchats::http {

/// What the connections of one loop share. Made on the loop; its connections keep it alive.
struct loop_state {
  loop_state(net::loop& own_loop, const router& all_routes, const server_options& settings, const proxy_list& trusted,
             std::shared_ptr<connection_limits> shared_limits)
      : loop(own_loop),
        routes(all_routes),
        options(settings),
        proxies(trusted),
        places(std::move(shared_limits)),
        limits{.head = settings.head_limit, .headers = settings.header_count},
        head_deadlines(own_loop, settings.head_timeout),
        body_deadlines(own_loop, settings.body_timeout),
        idle_deadlines(own_loop, settings.idle_timeout),
        tasks(own_loop, "http") {}

  net::loop& loop;
  const router& routes;
  const server_options options;
  const proxy_list proxies;
  const std::shared_ptr<connection_limits> places;
  const parser_limits limits;
  net::deadline_queue head_deadlines;
  net::deadline_queue body_deadlines;
  net::deadline_queue idle_deadlines;
  net::task_group tasks;
  date_line date;
  std::vector<std::unique_ptr<net::listener>> listeners;
  boost::intrusive::list<connection,
                         boost::intrusive::member_hook<connection, decltype(connection::place_), &connection::place_>,
                         boost::intrusive::constant_time_size<false>>
      connections;
  bool draining = false;
};

}  // namespace webchats::http
