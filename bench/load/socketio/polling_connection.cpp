#include "polling_connection.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace load {
namespace {

constexpr char separator = '\x1e';

/// Length of the body that follows `head`, whose names may be in any case.
std::size_t content_length(std::string head) {
  std::ranges::transform(head, head.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  constexpr std::string_view name = "\r\ncontent-length: ";
  const std::size_t at = head.find(name);
  std::size_t length = 0;
  if (at != std::string::npos) std::from_chars(head.data() + at + name.size(), head.data() + head.size(), length);
  return length;
}

}  // namespace

void polling_connection::on_connected() { request(); }

void polling_connection::request() {
  std::string head = "/socket.io/?EIO=4&transport=polling";
  if (!session_.empty()) head += "&sid=" + session_;
  head += " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
  if (to_post_.empty()) {
    asked_ = asked::get;
    return write("GET " + head + "\r\n");
  }
  asked_ = asked::post;
  write(fmt::format("POST {}Content-Type: text/plain;charset=UTF-8\r\nContent-Length: {}\r\n\r\n{}", head,
                    to_post_.size(), to_post_));
  to_post_ = {};
}

std::size_t polling_connection::consume(std::string_view input) {
  const std::size_t head = input.find("\r\n\r\n");
  if (head == std::string_view::npos) return 0;
  const std::size_t whole = head + 4 + content_length(std::string(input.substr(0, head)));
  if (input.size() < whole) return 0;
  if (!input.starts_with("HTTP/1.1 200 ")) {
    lose();
    return input.size();
  }
  if (asked_ == asked::get) on_body(input.substr(head + 4, whole - head - 4));
  request();
  return whole;
}

void polling_connection::on_body(std::string_view body) {
  while (!body.empty()) {
    const std::size_t end = std::min(body.find(separator), body.size());
    on_text(body.substr(0, end));
    body.remove_prefix(std::min(end + 1, body.size()));
  }
}

void polling_connection::on_text(std::string_view text) {
  constexpr std::string_view open = R"(0{"sid":")";
  if (text.starts_with(open)) {
    session_ = text.substr(open.size(), text.find('"', open.size()) - open.size());
    to_post_ = owner().greeting(*this);
  } else if (text.starts_with("40")) {
    owner().on_ready(*this);
  } else if (text.starts_with('4')) {
    owner().on_packet(*this, text.substr(1));
  } else if (text == "2") {
    to_post_ += to_post_.empty() ? "3"
                                 : "\x1e"
                                   "3";
  }
}

void polling_connection::send(std::string_view packet) {
  if (!to_post_.empty()) to_post_ += separator;
  (to_post_ += '4') += packet;
}

}  // namespace load
