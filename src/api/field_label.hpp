#pragma once

#include <string_view>

#include "chat/language.hpp"

namespace webchats::api {

/// What people who speak `lang` call a field of the contract; its name where they have no other word.
[[nodiscard]] std::string_view label_of(std::string_view field, chat::language lang) noexcept;

}  // namespace webchats::api
