#pragma once

#include "chat/outcome.hpp"
#include "chat/permissions.hpp"
#include "store/connection.hpp"

namespace webchats::store {

/// The role of somebody who may do `what` on the server now, else `forbidden`. To be asked in the transaction of what
/// it guards.
[[nodiscard]] chat::outcome<chat::server_role> administrator(connection& sql, chat::user_id actor,
                                                             chat::server_action what);

}  // namespace webchats::store
