#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "chat/outcome.hpp"
#include "chat/types.hpp"
#include "store/connection.hpp"

/// Who may be called how.
namespace webchats::store {

/// Who wants a name.
enum class bearer : std::uint8_t {
  staff,   ///< owner, admins and moderators
  person,  ///< everybody else who signs in
  bot,
  hook,   ///< the author of what comes in by a hook: several are doors of one service and share a name
  robot,  ///< the server's own
};

[[nodiscard]] bearer bearer_of(chat::server_role role) noexcept;

/// Why nobody but `except` may be called `name`: `invalid{name, reserved}` when it reads like that of somebody whom
/// people trust, or like one that the server keeps. None that is gone counts.
[[nodiscard]] std::optional<chat::refusal> refuse_name(connection& sql, const std::string& name, bearer who,
                                                       chat::user_id except = {});

}  // namespace webchats::store
