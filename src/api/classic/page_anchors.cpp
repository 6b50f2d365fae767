#include "api/classic/page_anchors.hpp"

namespace webchats::api::classic {

void page_anchors::set(chat::session_id session, chat::room_id room, chat::seq_no newest) {
  const std::lock_guard lock(mutex_);
  if (newest_.size() >= most) newest_.clear();
  newest_.insert_or_assign(key{session.value, room.value}, newest);
}

std::optional<chat::seq_no> page_anchors::find(chat::session_id session, chat::room_id room) const {
  const std::lock_guard lock(mutex_);
  const auto found = newest_.find(key{session.value, room.value});
  return found == newest_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace webchats::api::classic
