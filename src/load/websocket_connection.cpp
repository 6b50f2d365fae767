#include "load/websocket_connection.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "load/http_answer.hpp"

namespace webchats::load {
namespace {

// First bytes of frames that are a message of their own (RFC 6455, section 5.2).
constexpr unsigned char text_frame = 0x81;
constexpr unsigned char close_frame = 0x88;
constexpr unsigned char ping_frame = 0x89;
constexpr unsigned char pong_frame = 0x8A;

/// `44/admin,{"message":"no"}` without what everybody knows.
std::string refusal_of(std::string_view text) {
  return std::string(text.substr(std::min(text.find('{'), text.size())));
}

}  // namespace

void websocket_connection::on_connected() {
  write(
      fmt::format("GET {}?EIO=4&transport=websocket HTTP/1.1\r\nHost: {}\r\nUpgrade: websocket\r\n"
                  "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                  "Sec-WebSocket-Version: 13\r\n\r\n",
                  where().path, where().host));
}

std::size_t websocket_connection::upgrade(std::string_view input) {
  const auto answer = read_answer(input);
  if (!answer) return 0;
  if (answer->is("101")) {
    stage_ = stage::opening;
  } else {
    lose(answer->status.empty() ? loss::cause::not_socketio : loss::cause::http, answer->words());
  }
  return answer->size;
}

std::size_t websocket_connection::consume(std::string_view input) {
  std::size_t at = stage_ == stage::upgrading ? upgrade(input) : 0;
  if (stage_ == stage::upgrading) return at;
  while (input.size() - at >= 2 && !lost()) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(input[at + i]); };
    std::size_t head = 2;
    std::uint64_t size = byte(1);
    if (size >= 126) {
      head = size == 126 ? 4 : 10;
      if (input.size() - at < head) break;
      size = 0;
      for (std::size_t i = 2; i < head; ++i) size = size << 8 | byte(i);
    }
    if (input.size() - at < head + size) break;
    on_frame(byte(0), input.substr(at + head, size));
    at += head + size;
  }
  return at;
}

void websocket_connection::on_frame(unsigned char first, std::string_view payload) {
  switch (first) {
    case text_frame:
      return on_text(payload);
    case ping_frame:
      return write_frame(pong_frame, payload);
    case pong_frame:
      return owner().on_pong(*this, payload);
    case close_frame:
      // Two bytes of code, then the reason.
      return lose(loss::cause::closed, std::string(payload.size() > 2 ? payload.substr(2) : std::string_view()));
    default:
      return;  // attachments and parts of long messages, which no scenario asks for
  }
}

void websocket_connection::on_text(std::string_view text) {
  if (text == "2") return write_frame(text_frame, "3");
  if (text == "1") return lose(loss::cause::closed);
  switch (stage_) {
    case stage::opening:
      if (!text.starts_with("0{")) return lose(loss::cause::not_socketio, std::string(text.substr(0, 80)));
      stage_ = stage::joining;
      return write_frame(text_frame, owner().greeting(*this));
    case stage::joining:
      if (text.starts_with("44")) return lose(loss::cause::refused, refusal_of(text));
      if (!text.starts_with("40")) return lose(loss::cause::not_socketio, std::string(text.substr(0, 80)));
      stage_ = stage::ready;
      return owner().on_ready(*this);
    case stage::ready:
      if (text.starts_with('4')) owner().on_packet(*this, text.substr(1));
      return;
    case stage::upgrading:
      return;
  }
}

void websocket_connection::send(std::string_view packet) {
  std::string text = "4";
  text += packet;
  write_frame(text_frame, text);
}

void websocket_connection::ping(std::string_view payload) { write_frame(ping_frame, payload); }

void websocket_connection::write_frame(unsigned char first, std::string_view payload) {
  // A mask of zeros is a mask.
  std::string frame(1, static_cast<char>(first));
  if (payload.size() < 126) {
    frame += static_cast<char>(0x80 | payload.size());
  } else {
    frame += static_cast<char>(0x80 | 126);
    frame += static_cast<char>(payload.size() >> 8);
    frame += static_cast<char>(payload.size() & 0xFF);
  }
  frame.append(4, '\0').append(payload);
  write(frame);
}

}  // namespace webchats::load
