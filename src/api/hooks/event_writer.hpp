#pragma once

#include "chat/ports/hooks.hpp"

namespace webchats::api::hooks {

/// What outgoing hooks are told, as docs/protocol.md has it. Without state.
class event_writer final : public chat::hook_event_writer {
 public:
  [[nodiscard]] std::optional<std::pair<chat::hook_event, chat::room_id>> event_of(
      const chat::notice& change) const override;
  [[nodiscard]] std::string payload_of(const chat::notice& change, chat::instant now) const override;
};

}  // namespace webchats::api::hooks
