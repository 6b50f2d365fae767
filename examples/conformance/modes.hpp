#pragma once

#include <memory>

#include "http/router.hpp"
#include "net/loop_group.hpp"

/// Each mode mounts on `routes` the server that an official suite expects. The result keeps that server alive;
/// it is destroyed after the loops have stopped.
[[nodiscard]] std::shared_ptr<void> engineio_v3(webchats::net::loop_group& loops, webchats::http::router& routes);
[[nodiscard]] std::shared_ptr<void> engineio_v4(webchats::net::loop_group& loops, webchats::http::router& routes);
/// With hooks, cookie, compression and foreign origins; with limits. For our own suite.
[[nodiscard]] std::shared_ptr<void> engineio_features(webchats::net::loop_group& loops, webchats::http::router& routes);
[[nodiscard]] std::shared_ptr<void> engineio_limits(webchats::net::loop_group& loops, webchats::http::router& routes);
[[nodiscard]] std::shared_ptr<void> socketio_v4(webchats::net::loop_group& loops, webchats::http::router& routes);
[[nodiscard]] std::shared_ptr<void> socketio_v5(webchats::net::loop_group& loops, webchats::http::router& routes);
[[nodiscard]] std::shared_ptr<void> client_suite(webchats::net::loop_group& loops, webchats::http::router& routes);
/// The same for our own suite: without the delays, and with more handlers.
[[nodiscard]] std::shared_ptr<void> client_suite_more(webchats::net::loop_group& loops, webchats::http::router& routes);
