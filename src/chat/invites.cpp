#include "chat/invites.hpp"

#include <utility>

#include "chat/enrolment.hpp"

namespace webchats::chat {

namespace {

constexpr std::int64_t most_uses = 10'000;

}  // namespace

invites::invites(invite_repository& repository, const clock& time, const limits& bounds)
    : repository_(repository), clock_(time), limits_(bounds), changes_(bounds.room_changes) {}

flow<made_invite> invites::make(user_id creator, invite_plan plan) {
  const auto lasting = plan.lasting.value_or(limits_.invite_usual);
  if (lasting < std::chrono::seconds(1) || lasting > limits_.invite_longest) {
    co_return refuse(invalid{field::seconds, rule::out_of_range});
  }
  if (plan.uses && (*plan.uses < 1 || *plan.uses > most_uses)) {
    co_return refuse(invalid{field::limit, rule::out_of_range});
  }
  if (plan.role != server_role::member && plan.role != server_role::guest) {
    co_return refuse(invalid{field::role, rule::format});
  }
  if (const auto wait = changes_.refuse(creator, clock_.steady())) co_return refuse(rate_limited{*wait});
  auto code = make_code();
  const auto now = clock_.now();
  auto made = co_await repository_.add({.code_hash = code_hash(code),
                                        .room = plan.room,
                                        .creator = creator,
                                        .role = plan.role,
                                        .created = now,
                                        .expires = now + lasting,
                                        .uses = plan.uses,
                                        .most = limits_.invites_per_user});
  if (!made) co_return std::unexpected(made.error());
  co_return made_invite{std::move(*made), std::move(code)};
}

flow<std::vector<invite>> invites::list(user_id asker) { co_return co_await repository_.list(asker, clock_.now()); }

flow<void> invites::end(user_id asker, invite_id ended) {
  co_return co_await repository_.remove(asker, ended, clock_.now());
}

flow<invite_face> invites::look(std::string code) {
  co_return co_await repository_.look(code_hash(code), clock_.now());
}

flow<joined_room> invites::join(user_id who, std::string code) {
  if (const auto wait = changes_.refuse(who, clock_.steady())) co_return refuse(rate_limited{*wait});
  co_return co_await repository_.join(who, code_hash(code), clock_.now());
}

}  // namespace webchats::chat
