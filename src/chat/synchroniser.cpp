#include "chat/synchroniser.hpp"

#include <utility>

namespace webchats::chat {

synchroniser::synchroniser(sync_repository& repository, const clock& time, const limits& bounds)
    : repository_(repository), clock_(time), limits_(bounds), syncs_(bounds.syncs) {}

flow<state> synchroniser::state_for(user_id who, std::string epoch, std::vector<held_room> held) {
  if (held.size() > limits_.held_rooms) co_return refuse(invalid{field::room, rule::too_long, limits_.held_rooms});
  if (const auto wait = syncs_.refuse(who, clock_.steady())) co_return refuse(rate_limited{*wait});
  co_return co_await repository_.state_of(who, std::move(epoch), std::move(held), limits_.patched_messages,
                                          limits_.fresh_page);
}

}  // namespace webchats::chat
