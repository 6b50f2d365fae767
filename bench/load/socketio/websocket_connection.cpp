#include "websocket_connection.hpp"

namespace load {
namespace {

constexpr std::string_view upgrade_request =
    "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: "
    "Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";

}  // namespace

void websocket_connection::on_connected() { write(upgrade_request); }

std::size_t websocket_connection::consume(std::string_view input) {
  std::size_t at = 0;
  if (stage_ == stage::upgrading) {
    const std::size_t end = input.find("\r\n\r\n");
    if (end == std::string_view::npos) return 0;
    if (!input.starts_with("HTTP/1.1 101 ")) {
      lose();
      return input.size();
    }
    stage_ = stage::opening;
    at = end + 4;
  }
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
    if (byte(0) != 0x81) {
      lose();
      return input.size();
    }
    on_text(input.substr(at + head, size));
    at += head + size;
  }
  return at;
}

void websocket_connection::on_text(std::string_view text) {
  if (text == "2") return write_frame("3");
  switch (stage_) {
    case stage::opening:
      stage_ = stage::joining;
      return write_frame(owner().greeting(*this));
    case stage::joining:
      if (!text.starts_with("40")) return lose();
      stage_ = stage::ready;
      return owner().on_ready(*this);
    case stage::ready:
      return owner().on_packet(*this, text.substr(1));
    case stage::upgrading:
      return;
  }
}

void websocket_connection::send(std::string_view packet) {
  std::string text = "4";
  text += packet;
  write_frame(text);
}

void websocket_connection::write_frame(std::string_view payload) {
  // A mask of zeros is a mask.
  std::string frame = "\x81";
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

}  // namespace load
