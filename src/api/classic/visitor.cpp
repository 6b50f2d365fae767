#include "api/classic/visitor.hpp"

#include <algorithm>

namespace webchats::api::classic {

chat::reading* visitor::reading_of(chat::room_id wanted) noexcept {
  const auto found = std::ranges::find(readings, wanted, &std::pair<chat::room_id, chat::reading>::first);
  return found == readings.end() ? nullptr : &found->second;
}

void visitor::know(chat::room_id wanted, chat::reading where) {
  if (auto* known = reading_of(wanted)) {
    *known = where;
  } else {
    readings.emplace_back(wanted, where);
  }
}

}  // namespace webchats::api::classic
