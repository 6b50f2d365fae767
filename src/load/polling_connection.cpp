#include "load/polling_connection.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "load/http_answer.hpp"

namespace webchats::load {
namespace {

constexpr char separator = '\x1e';

}  // namespace

void polling_connection::on_connected() { request(); }

void polling_connection::request() {
  std::string head = where().path + "?EIO=4&transport=polling";
  if (!session_.empty()) head += "&sid=" + session_;
  head += " HTTP/1.1\r\nHost: " + where().host + "\r\n";
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
  const auto answer = read_answer(input);
  if (!answer) return 0;
  if (!answer->is("200")) {
    lose(answer->status.empty() ? loss::cause::not_socketio : loss::cause::http, answer->words());
    return input.size();
  }
  if (asked_ == asked::get) on_body(answer->body);
  request();
  return answer->size;
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

}  // namespace webchats::load
