#include "ws/handshake.hpp"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>

#include "http/serialize.hpp"
#include "ws/extension.hpp"
#include "ws/token.hpp"

namespace webchats::ws {
namespace {

// RFC 6455 §1.3.
constexpr std::string_view key_suffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

bool is_base64(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
}

/// 16 bytes in base64: 22 digits and the padding.
bool is_key(std::string_view value) noexcept {
  constexpr std::size_t digits = 22;
  return value.size() == digits + 2 && value.ends_with("==") && std::ranges::all_of(value.substr(0, digits), is_base64);
}

/// SHA-1 of `head` and `tail`. OpenSSL looks an algorithm up for every digest that does not bring it along.
void sha1(std::string_view head, std::string_view tail, unsigned char* digest) {
  static EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA1", nullptr);
  const auto release = [](EVP_MD_CTX* context) { EVP_MD_CTX_free(context); };
  thread_local const std::unique_ptr<EVP_MD_CTX, decltype(release)> context(EVP_MD_CTX_new());
  if (EVP_DigestInit_ex(context.get(), algorithm, nullptr) != 1 ||
      EVP_DigestUpdate(context.get(), head.data(), head.size()) != 1 ||
      EVP_DigestUpdate(context.get(), tail.data(), tail.size()) != 1 ||
      EVP_DigestFinal_ex(context.get(), digest, nullptr) != 1) {
    throw std::runtime_error("OpenSSL has no SHA-1");
  }
}

/// What the handshake needs of the request's headers, read in one pass.
struct upgrade_headers {
  bool connection_upgrade = false;
  bool upgrade_websocket = false;
  bool deflate_offered = false;
  int versions = 0;
  int keys = 0;
  std::string_view version;
  std::string_view key;
};

upgrade_headers read(const http::request& request) noexcept {
  upgrade_headers found;
  for (const auto& [name, value] : request.headers) {
    if (name == "connection") {
      found.connection_upgrade |= has_token(value, "upgrade");
    } else if (name == "upgrade") {
      found.upgrade_websocket |= has_token(value, "websocket");
    } else if (name == "sec-websocket-version") {
      found.version = value;
      ++found.versions;
    } else if (name == "sec-websocket-key") {
      found.key = value;
      ++found.keys;
    } else if (name == "sec-websocket-extensions") {
      found.deflate_offered |= offers_deflate(value);
    }
  }
  return found;
}

}  // namespace

std::string_view to_string(refusal reason) noexcept {
  switch (reason) {
    case refusal::not_get:
      return "A WebSocket handshake is a GET request.";
    case refusal::not_an_upgrade:
      return "This address speaks WebSocket: an HTTP/1.1 upgrade is required.";
    case refusal::bad_version:
      return "Only version 13 of the WebSocket protocol is spoken here.";
    case refusal::bad_key:
      return "Sec-WebSocket-Key must be given once, as 16 bytes in base64.";
  }
  return "";
}

void handshake::add(std::string_view name, std::string_view value) {
  answer.resize(answer.size() - 2);  // the empty line
  http::append_header(answer, name, value);
  answer.append("\r\n");
}

std::expected<handshake, refusal> shake_hands(const http::request& request, options::deflate_mode deflate) {
  if (request.method != http::method::get) return std::unexpected(refusal::not_get);
  const upgrade_headers headers = read(request);
  if (!request.upgrade || !headers.connection_upgrade || !headers.upgrade_websocket) {
    return std::unexpected(refusal::not_an_upgrade);
  }
  if (headers.versions != 1 || headers.version != "13") return std::unexpected(refusal::bad_version);
  if (headers.keys != 1 || !is_key(headers.key)) return std::unexpected(refusal::bad_key);

  handshake agreed{.answer =
                       "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                       "Sec-WebSocket-Accept: "};
  agreed.answer.append(accept_value(headers.key)).append("\r\n");
  if (deflate == options::deflate_mode::on && headers.deflate_offered) {
    agreed.deflate = options::deflate_mode::on;
    agreed.answer.append("Sec-WebSocket-Extensions: ").append(deflate_answer).append("\r\n");
  }
  agreed.answer.append("\r\n");
  return agreed;
}

http::response refuse(refusal reason) {
  const bool version = reason == refusal::bad_version;
  http::response answer = http::response::text(version ? 426 : 400, std::string(to_string(reason)).append("\n"));
  // RFC 6455 §4.4 asks for the versions, RFC 9110 §15.5.22 for the protocol.
  if (version) {
    answer.headers.emplace_back("Sec-WebSocket-Version", "13");
    answer.headers.emplace_back("Upgrade", "websocket");
  }
  return answer;
}

std::string accept_value(std::string_view key) {
  std::array<unsigned char, SHA_DIGEST_LENGTH> digest;
  sha1(key, key_suffix, digest.data());
  // 28 digits and the NUL that EVP_EncodeBlock writes after them.
  std::array<unsigned char, 29> encoded;
  const int size = EVP_EncodeBlock(encoded.data(), digest.data(), static_cast<int>(digest.size()));
  return {reinterpret_cast<const char*>(encoded.data()), static_cast<std::size_t>(size)};
}

}  // namespace webchats::ws
