#pragma once

#include <string_view>

#include "chat/ports/mail.hpp"

namespace webchats::api::mails {

/// Letters in simplified and traditional Chinese and in English, as text and as HTML without pictures, styles of others
/// or anything that is loaded. Stateless; any thread.
class letters final : public chat::letter_writer {
 public:
  [[nodiscard]] chat::letter new_password(const chat::new_password_facts& facts) const override;
  [[nodiscard]] chat::letter missed(const chat::missed_facts& facts) const override;
  [[nodiscard]] chat::letter trial(chat::language spoken, std::string_view server) const override;
};

}  // namespace webchats::api::mails
