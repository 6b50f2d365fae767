#include "robot/openai_robot.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
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

#include "base/log.hpp"
#include "base/place.hpp"
#include "delivery/host_look_up.hpp"
#include "robot/completion.hpp"
#include "robot/event_stream.hpp"

namespace webchats::robot {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

struct openai_robot::connection_settings {
  bool secure = true;
  std::string host;
  std::string port;
  std::string target;
  asio::ssl::context tls{asio::ssl::context::tls_client};
};

namespace {

using request = http::request<http::string_body>;

/// The endpoint answered, but not with an answer.
struct no_answer {
  std::string why;
};

/// How long an exchange may go on: in all, and without a sign of life.
class patience {
 public:
  explicit patience(const endpoint_options& options)
      : end_(std::chrono::steady_clock::now() + options.timeout), silence_(options.silence) {}
  /// Something has come: the next wait begins.
  void renew(beast::tcp_stream& socket) const {
    socket.expires_at(std::min(end_, std::chrono::steady_clock::now() + silence_));
  }

 private:
  std::chrono::steady_clock::time_point end_;
  std::chrono::milliseconds silence_;
};

/// An answer that comes in pieces.
class growing_answer {
 public:
  growing_answer(const endpoint_options& options, const chat::answer_growth& grows)
      : events_(options.answer_bytes), most_(options.answer_bytes), grows_(grows) {}

  /// Takes the next bytes of the body. Refuses what is told of the growth refuses.
  chat::flow<void> take(std::string bytes) {
    const auto found = events_.feed(bytes);
    if (!found) throw no_answer{"an event of the stream is too long"};
    const auto before = text_.size();
    for (const auto& each : *found) {
      const auto piece = read_piece(each);
      if (!piece) throw no_answer{"an event of the stream is none"};
      text_ += piece->text;
      complete_ = complete_ || piece->last;
      if (text_.size() > most_) throw no_answer{"the answer is too long"};
      if (complete_) break;
    }
    if (grows_ && text_.size() != before) co_return co_await grows_(text_);
    co_return chat::outcome<void>{};
  }
  [[nodiscard]] bool complete() const noexcept { return complete_; }
  /// The whole text; of use once.
  [[nodiscard]] std::string finish() {
    if (!complete_) throw no_answer{"the stream broke off"};
    return std::move(text_);
  }

 private:
  event_stream events_;
  std::size_t most_;
  const chat::answer_growth& grows_;
  std::string text_;
  bool complete_ = false;
};

bool is_stream(std::string_view type) { return type.starts_with("text/event-stream"); }

/// Sends the request and reads what comes back. `socket` is the lowest layer of `stream`.
template <class Stream>
chat::flow<std::string> exchange(Stream& stream, beast::tcp_stream& socket, const request& sent,
                                 const endpoint_options& options, const patience& wait,
                                 const chat::answer_growth& grows) {
  wait.renew(socket);
  co_await http::async_write(stream, sent, asio::use_awaitable);
  beast::flat_buffer buffer;
  http::response_parser<http::string_body> parser;
  parser.body_limit(options.stream_bytes);
  wait.renew(socket);
  co_await http::async_read_header(stream, buffer, parser, asio::use_awaitable);
  if (parser.get().result() != http::status::ok) {
    throw no_answer{"status " + std::to_string(parser.get().result_int())};
  }
  const bool streamed = is_stream(parser.get()[http::field::content_type]);
  growing_answer answer(options, grows);
  while (!parser.is_done() && !answer.complete()) {
    wait.renew(socket);
    co_await http::async_read_some(stream, buffer, parser, asio::use_awaitable);
    if (!streamed) {
      if (parser.get().body().size() > options.answer_bytes) throw no_answer{"the answer is too long"};
      continue;
    }
    const auto taken = co_await answer.take(std::exchange(parser.get().body(), {}));
    if (!taken) co_return std::unexpected(taken.error());
  }
  auto text = streamed ? answer.finish() : completion_text(parser.get().body());
  if (text.empty()) throw no_answer{"no text in it"};
  co_return text;
}

}  // namespace

openai_robot::openai_robot(endpoint_options options, const chat::clock& clock)
    : options_(std::move(options)), clock_(clock), connection_(std::make_unique<connection_settings>()) {
  const auto url = boost::urls::parse_uri(options_.url);
  if (!url || (url->scheme() != "https" && url->scheme() != "http") || url->host().empty()) {
    throw std::invalid_argument("robot.url: \"" + options_.url + "\" is not an http or https address");
  }
  connection_->secure = url->scheme() == "https";
  connection_->host = url->host();
  connection_->port = url->has_port() ? std::string(url->port()) : std::string(url->scheme());
  connection_->target = std::string(url->encoded_path()) + "/chat/completions";
  connection_->tls.set_default_verify_paths();
  connection_->tls.set_verify_mode(asio::ssl::verify_peer);
}

openai_robot::~openai_robot() = default;

chat::flow<std::string> openai_robot::ask(chat::question asked) {
  const base::place mine(under_way_);
  if (!mine.within(options_.concurrent) || resting()) co_return chat::refuse(chat::unavailable{});
  std::string why;
  try {
    auto answer = co_await converse(asked);
    succeeded();
    co_return answer;
  } catch (const boost::system::system_error& error) {
    why = error.code().message();
  } catch (const no_answer& error) {
    why = error.why;
  }
  failed(why);
  co_return chat::refuse(chat::unavailable{});
}

chat::flow<std::string> openai_robot::converse(const chat::question& asked) {
  request sent(http::verb::post, connection_->target, 11);
  sent.set(http::field::host, connection_->host);
  sent.set(http::field::content_type, "application/json");
  sent.set(http::field::accept, "text/event-stream, application/json");
  if (!options_.key.empty()) sent.set(http::field::authorization, "Bearer " + options_.key);
  sent.body() = completion_request(options_.model, asked);
  sent.prepare_payload();

  const patience wait(options_);
  const auto executor = co_await asio::this_coro::executor;
  const auto found =
      co_await delivery::look_up(connection_->host, connection_->port, std::min(options_.timeout, options_.silence));
  beast::ssl_stream<beast::tcp_stream> stream(executor, connection_->tls);
  auto& socket = beast::get_lowest_layer(stream);
  wait.renew(socket);
  co_await socket.async_connect(found, asio::use_awaitable);
  if (!connection_->secure) co_return co_await exchange(socket, socket, sent, options_, wait, asked.grows);
  SSL_set_tlsext_host_name(stream.native_handle(), connection_->host.c_str());
  stream.set_verify_callback(asio::ssl::host_name_verification(connection_->host));
  co_await stream.async_handshake(asio::ssl::stream_base::client, asio::use_awaitable);
  co_return co_await exchange(stream, socket, sent, options_, wait, asked.grows);
}

bool openai_robot::resting() const {
  const std::lock_guard lock(mutex_);
  return clock_.steady() < resting_until_;
}

void openai_robot::succeeded() {
  const std::lock_guard lock(mutex_);
  failures_ = 0;
}

void openai_robot::failed(std::string_view why) {
  base::log(base::log_level::warning, "robot: the endpoint does not answer: " + std::string(why));
  const std::lock_guard lock(mutex_);
  if (++failures_ < options_.failures) return;
  failures_ = 0;
  resting_until_ = clock_.steady() + options_.rest;
}

}  // namespace webchats::robot
