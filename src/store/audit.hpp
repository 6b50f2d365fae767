#pragma once

#include <string_view>

#include "chat/types.hpp"
#include "store/connection.hpp"

namespace webchats::store {

/// Writes down an administrative act in the transaction that does it. `action` is "thing:what", `target` names one
/// thing, `details` is a JSON object.
void record_audit(connection& sql, chat::user_id actor, std::string_view action, std::string_view target,
                  std::string_view details, chat::instant now);

}  // namespace webchats::store
