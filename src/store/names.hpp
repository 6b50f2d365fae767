#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "chat/outcome.hpp"
#include "chat/types.hpp"
#include "store/connection.hpp"

/// Who may be called how. A name belongs to one person or bot, who has its look in `users.name_claim`, which is unique.
/// Several are called alike only if they were before names were unique, or came so from elsewhere: the name belongs to
/// the first of them, and the others keep it until they change it. When nobody has it any more, it is the next one's.
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
/// people trust, or like one that the server keeps; `taken{name}` when it reads like that of anybody else. None that is
/// gone counts, and whoever is called so may write it otherwise.
[[nodiscard]] std::optional<chat::refusal> refuse_name(connection& sql, const std::string& name, bearer who,
                                                       chat::user_id except = {});

/// Calls a person or a bot `name`, which `refuse_name` allows. What they were called is free.
void give_name(connection& sql, chat::user_id who, const std::string& name);

/// Frees the name of somebody who is gone.
void free_name(connection& sql, chat::user_id who);

/// Finds out the looks of names that came from elsewhere or were here before looks were kept, and to whom they belong.
/// In a transaction of the caller's.
void complete_looks(connection& sql);

}  // namespace webchats::store
