#include "robot/openai_robot.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
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
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <stdexcept>

#include "base/log.hpp"

namespace webchats::robot {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace json = boost::json;

struct openai_robot::connection_settings {
  bool secure = true;
  std::string host;
  std::string port;
  std::string target;
  asio::ssl::context tls{asio::ssl::context::tls_client};
};

namespace {

/// Counts one question under way for as long as it lives.
class slot {
 public:
  explicit slot(std::atomic<std::size_t>& count) : count_(count), taken_(count.fetch_add(1) + 1) {}
  ~slot() { count_.fetch_sub(1); }
  slot(const slot&) = delete;
  slot& operator=(const slot&) = delete;
  [[nodiscard]] bool within(std::size_t limit) const noexcept { return taken_ <= limit; }

 private:
  std::atomic<std::size_t>& count_;
  std::size_t taken_;
};

using request = http::request<http::string_body>;
using response = http::response<http::string_body>;

template <class Stream>
asio::awaitable<response> exchange(Stream& stream, const request& asked, std::size_t limit) {
  co_await http::async_write(stream, asked, asio::use_awaitable);
  beast::flat_buffer buffer;
  http::response_parser<http::string_body> parser;
  parser.body_limit(limit);
  co_await http::async_read(stream, buffer, parser, asio::use_awaitable);
  co_return parser.release();
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
  const slot mine(under_way_);
  if (!mine.within(options_.concurrent) || resting()) co_return chat::refuse(chat::unavailable{});

  request message(http::verb::post, connection_->target, 11);
  message.set(http::field::host, connection_->host);
  message.set(http::field::content_type, "application/json");
  message.set(http::field::accept, "application/json");
  if (!options_.key.empty()) message.set(http::field::authorization, "Bearer " + options_.key);
  message.body() = completion_request(options_, asked);
  message.prepare_payload();

  std::string why;
  try {
    const auto executor = co_await asio::this_coro::executor;
    asio::ip::tcp::resolver resolver(executor);
    const auto found = co_await resolver.async_resolve(connection_->host, connection_->port, asio::use_awaitable);
    beast::ssl_stream<beast::tcp_stream> stream(executor, connection_->tls);
    auto& socket = beast::get_lowest_layer(stream);
    socket.expires_after(options_.timeout);
    co_await socket.async_connect(found, asio::use_awaitable);
    response answer;
    if (connection_->secure) {
      SSL_set_tlsext_host_name(stream.native_handle(), connection_->host.c_str());
      stream.set_verify_callback(asio::ssl::host_name_verification(connection_->host));
      co_await stream.async_handshake(asio::ssl::stream_base::client, asio::use_awaitable);
      answer = co_await exchange(stream, message, options_.answer_bytes);
    } else {
      answer = co_await exchange(socket, message, options_.answer_bytes);
    }
    std::string text = answer.result() == http::status::ok ? completion_text(answer.body()) : std::string();
    if (!text.empty()) {
      succeeded();
      co_return text;
    }
    why = "status " + std::to_string(answer.result_int()) + (answer.result() == http::status::ok ? " without an answer" : "");
  } catch (const boost::system::system_error& error) {
    why = error.code().message();
  }
  failed(why);
  co_return chat::refuse(chat::unavailable{});
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

std::string completion_request(const endpoint_options& options, const chat::question& asked) {
  const char* character = asked.language == chat::language::chinese
                              ? "你是“大白”，webchats 聊天室里友好的客服助手。请用简洁自然的中文回答；如果用户使用其他语言，就用该语言回答。"
                              : "You are Dabai (大白), the friendly helper of the webchats chat server. Answer briefly, in the language of "
                                "the question.";
  return json::serialize(json::value{
      {"model", options.model},
      {"max_tokens", 1000},
      {"messages", {{{"role", "system"}, {"content", character}}, {{"role", "user"}, {"content", asked.text}}}},
  });
}

std::string completion_text(std::string_view body) {
  boost::system::error_code error;
  const json::value parsed = json::parse(body, error);
  if (error) return {};
  const json::value* text = parsed.find_pointer("/choices/0/message/content", error);
  return text != nullptr && text->is_string() ? std::string(text->get_string()) : std::string();
}

}  // namespace webchats::robot
