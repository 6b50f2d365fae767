#pragma once

#include "api/classic/page_anchors.hpp"
#include "api/classic/throttle.hpp"
#include "api/services.hpp"
#include "http/cors.hpp"
#include "http/router.hpp"

namespace webchats::api::classic {

/// The HTTP half of the original's contract: everything under `/api`. Made before the loops run; outlives their
/// threads.
class routes {
 public:
  routes(const api::services& services, const http::cors& origins, std::size_t requests_per_minute);

  void add_to(http::router& all);

 private:
  struct endpoint;
  static const endpoint endpoints[];

  [[nodiscard]] boost::asio::awaitable<http::response> serve(const endpoint* which, http::request request);
  [[nodiscard]] boost::asio::awaitable<http::response> answer(const endpoint* which, http::request request,
                                                              throttle::standing& standing);

  const api::services& services_;
  const http::cors& origins_;
  page_anchors anchors_;
  throttle requests_;
  throttle history_;  // a bucket of its own: a refused page of history freezes the client's screen
};

}  // namespace webchats::api::classic
