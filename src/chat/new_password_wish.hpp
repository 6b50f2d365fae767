#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "chat/ports/credential_repository.hpp"
#include "chat/ports/outbox.hpp"

/// How the wish for a new password stands in the outbox.
namespace webchats::chat {

/// `delivery::what` of such a letter.
constexpr std::string_view new_password_mail = "password.reset";

/// `delivery::target` of letters to this e-mail: they are sent one after the other, and hold up no others.
[[nodiscard]] std::int64_t mail_target(std::string_view email);

/// "zh-CN ann@example.org". Holds no secret.
[[nodiscard]] std::string payload_of(const new_password_wish& wish);
/// The wish behind a delivery; without an e-mail when it is none.
[[nodiscard]] new_password_wish new_password_wish_of(const delivery& asked);

}  // namespace webchats::chat
