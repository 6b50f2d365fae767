#include "delivery/dialer.hpp"

#include <openssl/ssl.h>

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

namespace webchats::delivery {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using chat::web_failure;

struct dialer::tls {
  asio::ssl::context context{asio::ssl::context::tls_client};
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

dialer::dialer() : tls_(std::make_unique<tls>()) {
  tls_->context.set_default_verify_paths();
  tls_->context.set_verify_mode(asio::ssl::verify_peer);
}

dialer::~dialer() = default;

asio::awaitable<std::unique_ptr<dialer::stream>> dialer::connect(const destination& where,
                                                                 const host_addresses& addresses,
                                                                 std::chrono::steady_clock::time_point end) {
  auto made = std::make_unique<stream>(co_await asio::this_coro::executor, tls_->context);
  auto& socket = beast::get_lowest_layer(*made);
  socket.expires_at(end);
  co_await socket.async_connect(addresses, asio::use_awaitable);
  if (where.secure) {
    SSL_set_tlsext_host_name(made->native_handle(), where.host.c_str());
    made->set_verify_callback(asio::ssl::host_name_verification(where.host));
    co_await made->async_handshake(asio::ssl::stream_base::client, asio::use_awaitable);
  }
  co_return made;
}

web_failure failure_of(const boost::system::error_code& error) {
  if (error == beast::error::timeout || error == asio::error::timed_out) return web_failure::timed_out;
  if (error.category() == http::make_error_code(http::error::bad_method).category()) return web_failure::bad_answer;
  return web_failure::unreachable;
}

}  // namespace webchats::delivery
