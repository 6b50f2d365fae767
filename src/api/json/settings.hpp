#pragma once

#include <string_view>

#include "api/json/writer.hpp"
#include "chat/settings.hpp"

namespace webchats::api::modern {

/// `open`, `invite`, `closed`.
[[nodiscard]] std::string_view name_of(chat::registration_mode mode) noexcept;
/// `{en, zh}`, or null when there is nothing to say.
void write(json_writer& out, const chat::announcement& said);

}  // namespace webchats::api::modern
