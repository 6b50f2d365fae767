#include "delivery/page_fetcher.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url.hpp>

#include "chat/web_address.hpp"
#include "delivery/page_head.hpp"
#include "delivery/page_text.hpp"

namespace webchats::delivery {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using chat::web_failure;

namespace {

constexpr std::size_t longest_header = 16 * 1024;
constexpr std::size_t longest_buffer = 64 * 1024;
constexpr std::size_t piece_bytes = 8 * 1024;

/// What one server answered.
struct page_answer {
  unsigned status = 0;
  std::string location;
  std::string type;
  page_head head;
};

http::request<http::empty_body> request_for(const destination& where) {
  http::request<http::empty_body> message(http::verb::get, where.target, 11);
  message.set(http::field::host, where.authority);
  message.set(http::field::user_agent, "webchats-preview");
  message.set(http::field::accept, "text/html");
  message.set(http::field::accept_encoding, "identity");
  message.set(http::field::connection, "close");
  return message;
}

bool is_html(std::string_view type) {
  type = type.substr(0, type.find(';'));
  type = type.substr(0, type.find_last_not_of(" \t") + 1);
  return beast::iequals({type.data(), type.size()}, "text/html");
}

bool is_redirection(unsigned status) {
  constexpr std::array<unsigned, 5> all{301, 302, 303, 307, 308};
  return std::ranges::find(all, status) != all.end();
}

/// Whether there is a page to read, rather than a head of HTTP that says all.
bool has_page(const http::response_header<>& header) {
  const auto coding = header[http::field::content_encoding];
  const auto type = header[http::field::content_type];
  return header.result_int() == 200 && is_html({type.data(), type.size()}) &&
         (coding.empty() || beast::iequals(coding, "identity"));
}

template <class Stream>
asio::awaitable<page_answer> exchange(Stream& stream, const destination& where, std::size_t most) {
  co_await http::async_write(stream, request_for(where), asio::use_awaitable);
  beast::flat_buffer buffer(longest_buffer);
  http::response_parser<http::buffer_body> parser;
  parser.header_limit(longest_header);
  parser.body_limit(boost::none);  // counted here: of a large page, the beginning is enough
  co_await http::async_read_header(stream, buffer, parser, asio::use_awaitable);
  auto& message = parser.get();
  page_answer answer{message.result_int(), message[http::field::location], message[http::field::content_type], {}};
  if (!has_page(message)) co_return answer;

  page_head_scanner scanner;
  std::array<char, piece_bytes> piece{};
  while (most > 0 && !parser.is_done()) {
    const auto room = std::min(most, piece.size());
    message.body().data = piece.data();
    message.body().size = room;
    message.body().more = true;
    boost::system::error_code error;
    co_await http::async_read_some(stream, buffer, parser, asio::redirect_error(asio::use_awaitable, error));
    if (error == beast::error::timeout) throw boost::system::system_error(error);
    const auto got = room - message.body().size;
    most -= got;
    if (scanner.take({piece.data(), got}) == page_head_scanner::wants::nothing) break;
    // A page that is cut off may have said enough.
    if (error && error != http::error::need_buffer) break;
  }
  answer.head = scanner.found();
  co_return answer;
}

/// Where a redirection from `base` leads, as it is asked for.
std::optional<std::string> target_of(const std::string& location, const std::string& base) {
  if (location.find("://") != std::string::npos) {
    if (auto whole = chat::askable_url(location)) return whole;
  }
  const auto from = boost::urls::parse_uri(base);
  const auto encoded = chat::percent_encoded(location);
  const auto to = boost::urls::parse_uri_reference(encoded);
  boost::urls::url joined;
  if (location.empty() || !from || !to || !boost::urls::resolve(*from, *to, joined)) return std::nullopt;
  return chat::askable_url(std::string_view(joined.data(), joined.size()));
}

/// What `type` says of the charset, or else the page itself.
std::string charset_of(const page_answer& answer) {
  std::string_view type = answer.type;
  const auto found = std::ranges::search(type, std::string_view("charset="), [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a | 0x20) : a) == b;
  });
  if (found.empty()) return answer.head.charset;
  type.remove_prefix(static_cast<std::size_t>(found.end() - type.begin()));
  if (type.starts_with('"')) type.remove_prefix(1);
  return std::string(type.substr(0, type.find_first_of("\"; \t")));
}

std::optional<chat::page_summary> summary_of(const page_answer& answer, const chat::limits& bounds) {
  const auto charset = charset_of(answer);
  const auto shown = [&](const std::string& first, const std::string& second, std::size_t most) {
    auto text = shown_text(first, charset, most);
    return text.empty() ? shown_text(second, charset, most) : text;
  };
  const auto& head = answer.head;
  chat::page_summary summary{.title = shown(head.og_title, head.title, bounds.preview_title),
                             .description = shown(head.og_description, head.description, bounds.preview_description),
                             .site = shown(head.og_site_name, {}, bounds.preview_site)};
  if (summary.title.empty()) return std::nullopt;
  return summary;
}

}  // namespace

page_fetcher::page_fetcher(address_guard guard, const chat::limits& bounds, page_bounds costs, resolver resolve)
    : guard_(std::move(guard)), limits_(bounds), costs_(costs), resolve_(std::move(resolve)) {}

asio::awaitable<std::expected<chat::page_summary, web_failure>> page_fetcher::read(std::string url,
                                                                                   chat::host_judge may_ask) {
  const auto end = std::chrono::steady_clock::now() + costs_.time;
  try {
    for (int hop = 0; hop <= costs_.redirections; ++hop) {
      const auto where = destination_of(url);
      if (!where) co_return std::unexpected(web_failure::bad_url);
      if (!may_ask(chat::host_of(url))) co_return std::unexpected(web_failure::not_allowed);
      // Resolved once: what was judged is what is connected to.
      auto allowed = co_await resolve_(where->host, where->port, end - std::chrono::steady_clock::now());
      const bool of_the_web = where->port == "80" || where->port == "443";
      std::erase_if(allowed, [&](const asio::ip::tcp::endpoint& each) {
        return !guard_.permits(each.address()) || !(of_the_web || guard_.names(each.address()));
      });
      if (allowed.empty()) co_return std::unexpected(web_failure::not_allowed);

      const auto stream = co_await dialer_.connect(*where, allowed, end);
      page_answer answer;
      if (where->secure) {
        answer = co_await exchange(*stream, *where, costs_.bytes);
      } else {
        answer = co_await exchange(stream->next_layer(), *where, costs_.bytes);
      }
      if (!is_redirection(answer.status)) {
        auto summary = summary_of(answer, limits_);
        if (!summary) co_return std::unexpected(web_failure::bad_answer);
        co_return std::move(*summary);
      }
      auto next = target_of(answer.location, url);
      if (!next) co_return std::unexpected(web_failure::bad_url);
      url = std::move(*next);
    }
  } catch (const boost::system::system_error& error) {
    co_return std::unexpected(failure_of(error.code()));
  }
  co_return std::unexpected(web_failure::bad_answer);
}

}  // namespace webchats::delivery
