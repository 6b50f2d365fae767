#pragma once

#include <functional>
#include <utility>

#include "engineio/session_host.hpp"
#include "engineio/setup.hpp"
#include "http/content_coding.hpp"
#include "http/router.hpp"

namespace webchats::engineio {

/// An HTTP request of this path and what every answer to it carries. May be answered and dropped on any loop.
class http_exchange final : public exchange {
 public:
  http_exchange(const server_setup& setup, const http::request& asked, http::responder responder);

  /// What the answer carries besides its own; may be added to.
  [[nodiscard]] http::header_list& headers() noexcept { return headers_; }
  using exchange::answer;
  void answer(http::response reply, compression mode) override;
  /// See `http::responder::on_abort`; on the connection's loop.
  void on_abort(std::function<void()> action) { responder_.on_abort(std::move(action)); }

 private:
  void pack(http::response& reply) const;

  const server_options& options_;
  http::content_coding coding_;
  http::header_list headers_;
  http::responder responder_;
};

}  // namespace webchats::engineio
