#pragma once

#include <string_view>

#include "chat/ports/mail.hpp"

namespace webchats::api::mails {

/// Letters in simplified and traditional Chinese and in English, as text and as HTML without pictures, styles of others
/// or anything that is loaded. Stateless; any thread.
class letters final : public chat::letter_writer {
 public:
  [[nodiscard]] chat::letter new_password(const chat::new_password_facts& facts) const override;
  [[nodiscard]] chat::letter trial(std::string_view language, std::string_view server) const override;
};

/// "zh-CN", "zh-TW" or "en": which of the languages of letters an `Accept-Language` value (RFC 9110 §12.5.4) asks for
/// first.
[[nodiscard]] std::string_view letter_language_of(std::string_view accept_language) noexcept;

}  // namespace webchats::api::mails
