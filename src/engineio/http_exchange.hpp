#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "engineio/session_host.hpp"
#include "http/cors.hpp"
#include "http/router.hpp"

namespace webchats::engineio {

/// An HTTP request of this path and what every answer to it carries. May be answered and dropped on any loop.
class http_exchange final : public exchange {
 public:
  http_exchange(const http::cors& rules, const http::request& asked, http::responder responder);

  void answer(http::response reply) override;
  /// See `http::responder::on_abort`; on the connection's loop.
  void on_abort(std::function<void()> action) { responder_.on_abort(std::move(action)); }

 private:
  std::vector<std::pair<std::string, std::string>> headers_;
  http::responder responder_;
};

}  // namespace webchats::engineio
