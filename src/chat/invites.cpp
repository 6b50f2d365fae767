#include "chat/invites.hpp"

#include "chat/enrolment.hpp"
#include "chat/login_guard.hpp"
#include "chat/permissions.hpp"

namespace webchats::chat {

flow<fresh_invite> invites::make(user creator, invite_wish wish) {
  if (!may(server_action::invite_people, creator.role)) co_return refuse(forbidden{});
  const auto lifetime = wish.lifetime.value_or(limits_.invite_usual);
  if (lifetime.count() < 1 || lifetime > limits_.invite_longest) {
    co_return refuse(invalid{field::seconds, rule::out_of_range});
  }
  const auto uses = wish.uses.value_or(1);
  if (uses < 1 || uses > limits_.invite_uses) co_return refuse(invalid{field::invite, rule::out_of_range});
  if (const auto wait = made_.refuse(creator.id, clock_.steady())) co_return refuse(rate_limited{*wait});

  auto code = make_code();
  const auto now = clock_.now();
  auto made = co_await repository_.add({.code_hash = code_hash(code),
                                        .creator = creator.id,
                                        .role = wish.role,
                                        .created = now,
                                        .expires = now + lifetime,
                                        .uses = uses,
                                        .most = limits_.invites_per_person});
  if (!made) co_return std::unexpected(made.error());
  co_return fresh_invite{*made, std::move(code)};
}

flow<std::vector<invite>> invites::list(user asker) {
  const auto whose =
      may(server_action::manage_people, asker.role) ? std::optional<user_id>() : std::optional<user_id>(asker.id);
  co_return co_await repository_.living(whose, clock_.now());
}

flow<void> invites::remove(user asker, std::int64_t id) {
  const auto whose =
      may(server_action::manage_people, asker.role) ? std::optional<user_id>() : std::optional<user_id>(asker.id);
  co_return co_await repository_.remove(id, whose, asker.id, clock_.now());
}

flow<invitation> invites::look_up(std::string code, std::string address) {
  if (const auto wait = look_ups_.refuse(address_key(address), clock_.steady())) co_return refuse(rate_limited{*wait});
  co_return co_await repository_.look_up(code_hash(code), clock_.now());
}

}  // namespace webchats::chat
