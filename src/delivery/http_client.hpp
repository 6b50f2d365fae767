#pragma once

#include "chat/ports/web_client.hpp"
#include "delivery/address_guard.hpp"
#include "delivery/dialer.hpp"

namespace webchats::delivery {

/// HTTP/1.1 to servers that people name, over TCP or TLS with the system's authorities; a connection for each request.
/// One for the process; may be used from any loop.
class http_client final : public chat::web_client {
 public:
  explicit http_client(address_guard guard);
  ~http_client() override;

  [[nodiscard]] boost::asio::awaitable<std::expected<chat::web_answer, chat::web_failure>> post(
      chat::web_request asked) override;

 private:
  const address_guard guard_;
  dialer dialer_;
};

}  // namespace webchats::delivery
