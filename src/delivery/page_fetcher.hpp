#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

#include "chat/limits.hpp"
#include "chat/ports/page_reader.hpp"
#include "delivery/address_guard.hpp"
#include "delivery/dialer.hpp"
#include "delivery/host_look_up.hpp"

namespace webchats::delivery {

/// How much one page may cost, all redirections together.
struct page_bounds {
  std::chrono::milliseconds time{5'000};
  std::size_t bytes = std::size_t{1} << 20;
  int redirections = 3;
};

/// Asks pages that people link to for their head: GET over HTTP/1.1, no cookie, no proxy, nothing of who asks. Every
/// host on the way is judged, resolved once, and connected to at an address that the guard permits; on the ports of the
/// web alone, but for addresses that the guard `names`. What comes is read as far as the head goes and not kept. One
/// for the process; may be used from any loop.
class page_fetcher final : public chat::page_reader {
 public:
  /// As `look_up` does.
  using resolver = std::function<boost::asio::awaitable<host_addresses>(std::string host, std::string port,
                                                                        std::chrono::steady_clock::duration most)>;

  page_fetcher(address_guard guard, const chat::limits& bounds, page_bounds costs = {}, resolver resolve = look_up);

  [[nodiscard]] boost::asio::awaitable<std::expected<chat::page_summary, chat::web_failure>> read(
      std::string url, chat::host_judge may_ask) override;

 private:
  const address_guard guard_;
  const chat::limits& limits_;
  const page_bounds costs_;
  const resolver resolve_;
  dialer dialer_;
};

}  // namespace webchats::delivery
