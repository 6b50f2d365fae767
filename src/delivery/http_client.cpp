#include "delivery/http_client.hpp"

#include <chrono>
#include <utility>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include "delivery/host_look_up.hpp"

namespace webchats::delivery {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;
using chat::web_failure;

namespace {

using request = http::request<http::string_body>;

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

}  // namespace

http_client::http_client(address_guard guard) : guard_(std::move(guard)) {}

http_client::~http_client() = default;

asio::awaitable<std::expected<chat::web_answer, web_failure>> http_client::post(chat::web_request asked) {
  const auto where = destination_of(asked.url);
  if (!where) co_return std::unexpected(web_failure::bad_url);
  try {
    const auto end = std::chrono::steady_clock::now() + asked.timeout;
    // Resolved once: what was judged is what is connected to.
    auto allowed = co_await look_up(where->host, where->port, asked.timeout);
    std::erase_if(allowed, [this](const tcp::endpoint& each) { return !guard_.permits(each.address()); });
    if (allowed.empty()) co_return std::unexpected(web_failure::not_allowed);

    const auto message = request_for(*where, asked);
    const auto stream = co_await dialer_.connect(*where, allowed, end);
    if (where->secure) co_return co_await exchange(*stream, message, asked.answer_bytes);
    co_return co_await exchange(stream->next_layer(), message, asked.answer_bytes);
  } catch (const boost::system::system_error& error) {
    co_return std::unexpected(failure_of(error.code()));
  }
}

}  // namespace webchats::delivery
