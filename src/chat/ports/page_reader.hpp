#pragma once

#include <expected>
#include <functional>
#include <string>
#include <string_view>
#include <boost/asio/awaitable.hpp>

#include "chat/ports/web_client.hpp"

namespace webchats::chat {

/// What a page of the web says of itself; cleaned and cut to `limits`.
struct page_summary {
  std::string title;
  std::string description;
  std::string site;
};

/// Whether a host (in ASCII, lower case) may be asked.
using host_judge = std::function<bool(std::string_view host)>;

/// Asks pages that people name.
class page_reader {
 public:
  virtual ~page_reader() = default;
  /// `url`: an `askable_url`. `may_ask` judges every host on the way, that of `url` first. `not_allowed`: one of them,
  /// its port or its address is not to be asked; `bad_answer`: no page, or one that says nothing of itself. Runs on the
  /// executor of whoever awaits it.
  [[nodiscard]] virtual boost::asio::awaitable<std::expected<page_summary, web_failure>> read(std::string url,
                                                                                              host_judge may_ask) = 0;
};

}  // namespace webchats::chat
