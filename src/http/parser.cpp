#include "http/parser.hpp"

#include <algorithm>
#include <utility>

#include "http/text.hpp"

namespace webchats::http {
namespace {

constexpr std::size_t usual_headers = 16;

}  // namespace

unsigned status_of(parse_error error) noexcept {
  switch (error) {
    case parse_error::malformed:
      return 400;
    case parse_error::head_too_large:
      return 431;
    case parse_error::target_too_long:
      return 414;
    case parse_error::body_too_large:
      return 413;
    case parse_error::unknown_transfer_coding:
      return 501;
    case parse_error::unsupported_version:
      return 505;
  }
  return 400;
}

/// llhttp's C callbacks, each forwarded to the parser it belongs to.
struct parser::callbacks {
  static parser& self(llhttp_t* engine) { return *static_cast<parser*>(engine->data); }

  static int on_url(llhttp_t* engine, const char* at, std::size_t length) {
    parser& p = self(engine);
    const std::size_t room = p.limits_.target - p.request_.target.size();
    p.request_.target.append(at, std::min(length, room));
    return length > room ? p.refuse(parse_error::target_too_long) : 0;
  }
  static int on_header_field(llhttp_t* engine, const char* at, std::size_t length) {
    self(engine).name_.append(at, length);
    return 0;
  }
  static int on_header_value(llhttp_t* engine, const char* at, std::size_t length) {
    self(engine).value_.append(at, length);
    return 0;
  }
  static int on_header_value_complete(llhttp_t* engine) { return self(engine).finish_header(); }
  static int on_headers_complete(llhttp_t* engine) { return self(engine).check_head(); }
  static int on_body(llhttp_t* engine, const char* at, std::size_t length) {
    parser& p = self(engine);
    // What lies between two pieces of body is chunk framing.
    if (!p.read_framing({p.body_end_, at})) return p.refuse(parse_error::malformed);
    p.body_end_ = at + length;
    if (p.request_.body.size() + length > p.body_limit_) return p.refuse(parse_error::body_too_large);
    p.request_.body.append(at, length);
    return 0;
  }
  static int on_message_complete(llhttp_t*) { return HPE_PAUSED; }

  static const llhttp_settings_t& table() {
    static const llhttp_settings_t made = [] {
      llhttp_settings_t settings;
      llhttp_settings_init(&settings);
      settings.on_url = on_url;
      settings.on_header_field = on_header_field;
      settings.on_header_value = on_header_value;
      settings.on_header_value_complete = on_header_value_complete;
      settings.on_headers_complete = on_headers_complete;
      settings.on_body = on_body;
      settings.on_message_complete = on_message_complete;
      return settings;
    }();
    return made;
  }
};

parser::parser(const parser_limits& limits) : limits_(limits) { start(); }

void parser::start() {
  llhttp_init(&engine_, HTTP_REQUEST, &callbacks::table());
  engine_.data = this;
  guard_.reset();
  head_bytes_ = trailer_bytes_ = header_fields_ = chunk_bytes_ = body_limit_ = 0;
  head_done_ = expects_continue_ = false;
}

std::expected<parser::step, parse_error> parser::feed(std::string_view bytes) {
  return head_done_ ? feed_body(bytes) : feed_head(bytes);
}

std::expected<parser::step, parse_error> parser::feed_head(std::string_view bytes) {
  const auto [verdict, length] = guard_.read_block(bytes.substr(0, limits_.head - std::min(head_bytes_, limits_.head)));
  head_bytes_ += length;
  // The parser judges what precedes the bad byte first: a wrong version or method is the better answer.
  const llhttp_errno_t result = llhttp_execute(&engine_, bytes.data(), length);
  if (head_done_ && result == HPE_PAUSED) {
    // Both readers must see the end of the head at the same byte.
    if (verdict != framing_guard::verdict::end_of_block) return std::unexpected(parse_error::malformed);
    return step{event::head, length};
  }
  if (result != HPE_OK) return std::unexpected(failure());
  if (verdict != framing_guard::verdict::more) return std::unexpected(parse_error::malformed);
  if (head_bytes_ >= limits_.head) return std::unexpected(parse_error::head_too_large);
  return step{event::more, length};
}

std::expected<parser::step, parse_error> parser::feed_body(std::string_view bytes) {
  static constexpr char nothing = 0;
  if (bytes.data() == nullptr) bytes = {&nothing, 0};
  llhttp_resume(&engine_);
  body_end_ = bytes.data();
  const llhttp_errno_t result = llhttp_execute(&engine_, bytes.data(), bytes.size());
  if (result != HPE_OK && result != HPE_PAUSED) return std::unexpected(failure());
  const char* const end = result == HPE_PAUSED ? llhttp_get_error_pos(&engine_) : bytes.data() + bytes.size();
  if (!read_framing({body_end_, end})) return std::unexpected(parse_error::malformed);
  return step{result == HPE_PAUSED ? event::complete : event::more, static_cast<std::size_t>(end - bytes.data())};
}

bool parser::read_framing(std::string_view bytes) noexcept {
  chunk_bytes_ += bytes.size();
  // Chunks of one byte are a client's right; framing that carries next to nothing is work for nothing.
  if (chunk_bytes_ > 2 * limits_.head + 16 * request_.body.size()) return false;
  return guard_.read_between(bytes, {.chunk = limits_.chunk_line, .trailer = limits_.head});
}

parse_error parser::failure() const noexcept {
  if (refused_) return error_;
  // A version that can be read is refused as such; what cannot be read is malformed.
  const bool other_version = engine_.http_major > 1 || (engine_.http_major == 1 && engine_.http_minor > 1);
  const bool refused = llhttp_get_errno(&engine_) == HPE_INVALID_VERSION;
  return refused && other_version ? parse_error::unsupported_version : parse_error::malformed;
}

int parser::refuse(parse_error error) noexcept {
  error_ = error;
  refused_ = true;
  return HPE_USER;
}

int parser::finish_header() {
  // What browsers send fits; a move of what is there costs more than the room.
  if (header_fields_ == 0) request_.headers.reserve(usual_headers);
  if (++header_fields_ > limits_.headers) return refuse(parse_error::head_too_large);
  if (head_done_) {
    // A trailer: counted, checked as a header is, and dropped, so that it cannot change what the head said.
    trailer_bytes_ += name_.size() + value_.size() + 4;
    if (trailer_bytes_ > limits_.head) return refuse(parse_error::head_too_large);
  }
  if (!is_token(name_)) return refuse(parse_error::malformed);
  if (!head_done_) request_.headers.emplace_back(to_lower(name_), trim(value_));
  name_.clear();
  value_.clear();
  return 0;
}

int parser::check_head() {
  if (engine_.http_major == 0) return refuse(parse_error::malformed);
  if (engine_.http_major != 1 || engine_.http_minor > 1) return refuse(parse_error::unsupported_version);
  switch (engine_.method) {
    case HTTP_GET:
      request_.method = method::get;
      break;
    case HTTP_HEAD:
      request_.method = method::head;
      break;
    case HTTP_POST:
      request_.method = method::post;
      break;
    case HTTP_PUT:
      request_.method = method::put;
      break;
    case HTTP_PATCH:
      request_.method = method::patch;
      break;
    case HTTP_DELETE:
      request_.method = method::del;
      break;
    case HTTP_OPTIONS:
      request_.method = method::options;
      break;
    default:
      request_.method = method::other;
      break;
  }
  const bool current = engine_.http_minor == 1;
  const auto hosts = std::ranges::count(request_.headers, "host", &std::pair<std::string, std::string>::first);
  if (hosts > 1 || (current && hosts == 0)) return refuse(parse_error::malformed);
  if (hosts == 1 && !is_host(*request_.header("host"))) return refuse(parse_error::malformed);
  if (const int refused = check_length_headers(); refused != 0) return refused;

  request_.keep_alive = llhttp_should_keep_alive(&engine_) != 0;
  // Only a request that ends with its head can leave HTTP; what else asks for an upgrade is answered as HTTP.
  request_.upgrade = current && engine_.upgrade != 0 && request_.method == method::get && !has_body();
  engine_.upgrade = 0;
  const auto expect = request_.header("expect");
  expects_continue_ = current && has_body() && expect && iequals(*expect, "100-continue");
  head_done_ = true;
  return HPE_PAUSED;
}

int parser::check_length_headers() {
  std::size_t lengths = 0;
  std::size_t codings = 0;
  for (const auto& [name, value] : request_.headers) {
    if (name == "content-length") ++lengths;
    if (name == "transfer-encoding") ++codings;
  }
  if (lengths > 1 || codings > 1 || (lengths != 0 && codings != 0)) return refuse(parse_error::malformed);
  if (codings == 0) return 0;
  if (engine_.http_minor == 0) return refuse(parse_error::malformed);
  const std::string_view coding = *request_.header("transfer-encoding");
  if (iequals(coding, "chunked")) return 0;
  // A list that ends or begins with chunked is an attempt; a single known-looking name is something we cannot do.
  return refuse(is_token(coding) ? parse_error::unknown_transfer_coding : parse_error::malformed);
}

bool parser::has_body() const noexcept { return (engine_.flags & F_CHUNKED) != 0 || engine_.content_length > 0; }

std::expected<void, parse_error> parser::limit_body(std::size_t bytes) noexcept {
  body_limit_ = bytes;
  if (announced_body() > bytes) return std::unexpected(parse_error::body_too_large);
  return {};
}

std::uint64_t parser::announced_body() const noexcept {
  return (engine_.flags & F_CHUNKED) == 0 ? engine_.content_length : 0;
}

request parser::take() {
  request done = std::exchange(request_, {});
  start();
  return done;
}

}  // namespace webchats::http
