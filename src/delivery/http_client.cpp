#include "delivery/http_client.hpp"

#include <openssl/ssl.h>

#include <chrono>
#include <optional>
#include <vector>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include "delivery/host_look_up.hpp"

namespace webchats::delivery {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;
using chat::web_failure;

struct http_client::tls {
  asio::ssl::context context{asio::ssl::context::tls_client};
};

namespace {

using request = http::request<http::string_body>;

/// What a URL says of a connection.
struct destination {
  bool secure;
  std::string host;       ///< without the brackets of an IPv6 address
  std::string authority;  ///< for the Host header
  std::string port;
  std::string target;
};

std::optional<destination> destination_of(const std::string& text) {
  const auto url = boost::urls::parse_uri(text);
  if (!url || url->has_userinfo() || url->host().empty()) return std::nullopt;
  const bool secure = url->scheme_id() == boost::urls::scheme::https;
  if (!secure && url->scheme_id() != boost::urls::scheme::http) return std::nullopt;
  if (url->has_port() && url->port_number() == 0) return std::nullopt;
  destination where{.secure = secure,
                    .host = url->host_address(),
                    .authority = std::string(url->encoded_host_and_port()),
                    .port = url->has_port() ? std::string(url->port())
                            : secure        ? "443"
                                            : "80",
                    .target = std::string(url->encoded_path())};
  if (where.target.empty()) where.target = "/";
  if (url->has_query()) where.target.append("?").append(url->encoded_query());
  return where;
}

request request_for(const destination& where, chat::web_request& asked) {
  request message(http::verb::post, where.target, 11);
  message.set(http::field::host, where.authority);
  message.set(http::field::user_agent, "webchats");
  message.set(http::field::connection, "close");
  for (const auto& [name, value] : asked.headers) message.set(name, value);
  message.body() = std::move(asked.body);
  message.prepare_payload();
  return message;
}

template <class Stream>
asio::awaitable<chat::web_answer> exchange(Stream& stream, const request& asked, std::size_t limit) {
  co_await http::async_write(stream, asked, asio::use_awaitable);
  beast::flat_buffer buffer;
  http::response_parser<http::string_body> parser;
  parser.body_limit(limit);
  co_await http::async_read(stream, buffer, parser, asio::use_awaitable);
  auto answer = parser.release();
  co_return chat::web_answer{answer.result_int(), std::move(answer.body())};
}

web_failure failure_of(const boost::system::error_code& error) {
  if (error == beast::error::timeout || error == asio::error::timed_out) return web_failure::timed_out;
  if (error.category() == http::make_error_code(http::error::bad_method).category()) return web_failure::bad_answer;
  return web_failure::unreachable;
}

}  // namespace

http_client::http_client(address_guard guard) : guard_(std::move(guard)), tls_(std::make_unique<tls>()) {
  tls_->context.set_default_verify_paths();
  tls_->context.set_verify_mode(asio::ssl::verify_peer);
}

http_client::~http_client() = default;

asio::awaitable<std::expected<chat::web_answer, web_failure>> http_client::post(chat::web_request asked) {
  const auto where = destination_of(asked.url);
  if (!where) co_return std::unexpected(web_failure::bad_url);
  try {
    const auto executor = co_await asio::this_coro::executor;
    const auto end = std::chrono::steady_clock::now() + asked.timeout;
    // Resolved once: what was judged is what is connected to.
    auto allowed = co_await look_up(where->host, where->port, asked.timeout);
    std::erase_if(allowed, [this](const tcp::endpoint& each) { return !guard_.permits(each.address()); });
    if (allowed.empty()) co_return std::unexpected(web_failure::not_allowed);

    const auto message = request_for(*where, asked);
    beast::ssl_stream<beast::tcp_stream> stream(executor, tls_->context);
    auto& socket = beast::get_lowest_layer(stream);
    socket.expires_at(end);
    co_await socket.async_connect(allowed, asio::use_awaitable);
    if (!where->secure) co_return co_await exchange(socket, message, asked.answer_bytes);
    SSL_set_tlsext_host_name(stream.native_handle(), where->host.c_str());
    stream.set_verify_callback(asio::ssl::host_name_verification(where->host));
    co_await stream.async_handshake(asio::ssl::stream_base::client, asio::use_awaitable);
    co_return co_await exchange(stream, message, asked.answer_bytes);
  } catch (const boost::system::system_error& error) {
    co_return std::unexpected(failure_of(error.code()));
  }
}

}  // namespace webchats::delivery
