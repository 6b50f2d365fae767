#include "chat/new_password_wish.hpp"

#include "chat/secrets.hpp"

namespace webchats::chat {

std::int64_t mail_target(std::string_view email) {
  constexpr std::size_t digits = 15;  // 60 bits, so it is never negative
  return std::stoll(sha256_hex(email).substr(0, digits), nullptr, 16);
}

std::string payload_of(const new_password_wish& wish) { return wish.language + ' ' + wish.email; }

new_password_wish new_password_wish_of(const delivery& asked) {
  const auto space = asked.payload.find(' ');
  if (asked.what != new_password_mail || space == std::string::npos)
    return {.email = {}, .language = {}, .time = asked.created};
  return {.email = asked.payload.substr(space + 1), .language = asked.payload.substr(0, space), .time = asked.created};
}

}  // namespace webchats::chat
