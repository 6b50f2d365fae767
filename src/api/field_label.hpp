#pragma once

#include <string_view>

#include "chat/language.hpp"
#include "chat/outcome.hpp"

namespace webchats::api {

/// What people who speak `lang` call a field of the contract; its name where they have no other word.
[[nodiscard]] std::string_view label_of(std::string_view field, chat::language lang) noexcept;

/// The name of a field in the contract.
[[nodiscard]] std::string_view name_of(chat::field which) noexcept;

}  // namespace webchats::api
