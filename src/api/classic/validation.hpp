#pragma once

#include <optional>
#include <string>

#include "api/classic/input.hpp"
#include "chat/outcome.hpp"

namespace webchats::api::classic {

/// The first thing wrong with a registration or a login, in the words of the original's validator; nothing when it is
/// well formed. What only chat can tell (uniqueness, the form of an address) comes from `validation_text`.
[[nodiscard]] std::optional<std::string> registration_problem(const input& in);
[[nodiscard]] std::optional<std::string> login_problem(const input& in);

/// The validator's words for what chat refused at registration.
[[nodiscard]] std::string validation_text(const chat::invalid& why);

}  // namespace webchats::api::classic
