#include "chat/secrets.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace webchats::chat {

namespace {

constexpr std::size_t token_bytes = 45;
constexpr std::size_t token_length = 60;

void require_sodium() {
  static const bool ready = sodium_init() >= 0;
  if (!ready) throw std::runtime_error("libsodium cannot start: no source of randomness");
}

}  // namespace

std::string make_token() {
  require_sodium();
  std::array<unsigned char, token_bytes> random;
  randombytes_buf(random.data(), random.size());
  std::array<char, token_length + 1> text;
  sodium_bin2base64(text.data(), text.size(), random.data(), random.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  sodium_memzero(random.data(), random.size());
  return std::string(text.data(), token_length);
}

bool looks_like_token(std::string_view text) {
  return text.size() == token_length && std::ranges::all_of(text, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
         });
}

std::string sha256_hex(std::string_view bytes) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> hash;
  crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  std::array<char, hash.size() * 2 + 1> text;
  sodium_bin2hex(text.data(), text.size(), hash.data(), hash.size());
  return std::string(text.data(), hash.size() * 2);
}

std::array<unsigned char, 32> hmac_sha256(std::string_view key, std::string_view bytes) {
  static_assert(crypto_auth_hmacsha256_BYTES == 32);
  const auto data = [](std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); };
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, data(key), key.size());
  crypto_auth_hmacsha256_update(&state, data(bytes), bytes.size());
  std::array<unsigned char, 32> code;
  crypto_auth_hmacsha256_final(&state, code.data());
  return code;
}

bool equal_in_constant_time(std::string_view one, std::string_view other) noexcept {
  return one.size() == other.size() && sodium_memcmp(one.data(), other.data(), one.size()) == 0;
}

std::string signature_of(std::string_view secret, instant now, std::string_view body) {
  const auto seconds = std::to_string(std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count());
  const auto code = hmac_sha256(secret, seconds + '.' + std::string(body));
  std::array<char, code.size() * 2 + 1> text;
  sodium_bin2hex(text.data(), text.size(), code.data(), code.size());
  return "t=" + seconds + ",v1=" + std::string(text.data(), code.size() * 2);
}

}  // namespace webchats::chat
