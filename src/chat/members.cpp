#include "chat/members.hpp"

#include <algorithm>
#include <ranges>
#include <utility>

#include "chat/rooms.hpp"
#include "chat/text.hpp"

namespace webchats::chat {

members::members(member_repository& repository, const clock& time, const limits& bounds)
    : repository_(repository), clock_(time), limits_(bounds), changes_(bounds.room_changes) {}

flow<member_page> members::list(user_id asker, room_id room, list_range range) {
  if (const auto broken = check_range(range, limits_)) co_return refuse(*broken);
  co_return co_await repository_.members_of(asker, room, std::move(range), clock_.now());
}

flow<member_page> members::list_among(user_id asker, room_id room, const std::vector<user>& people, list_range range) {
  if (const auto broken = check_range(range, limits_)) co_return refuse(*broken);
  const auto rest =
      std::ranges::subrange(std::ranges::upper_bound(people, user_id{range.after}, {}, &user::id), people.end());
  std::vector<user_id> asked;
  for (const auto& one : rest | std::views::take(range.limit)) asked.push_back(one.id);
  const bool more = std::ranges::ssize(rest) > std::ssize(asked);
  auto found = co_await repository_.members_among(asker, room, std::move(asked), clock_.now());
  if (!found) co_return std::unexpected(found.error());
  co_return member_page{.members = std::move(*found), .more = more};
}

flow<ban_page> members::bans(user_id asker, room_id room, list_range range) {
  if (const auto broken = check_range(range, limits_)) co_return refuse(*broken);
  co_return co_await repository_.bans_of(asker, room, std::move(range), clock_.now());
}

flow<std::vector<user_id>> members::invite(user_id host, room_id room, std::vector<user_id> people) {
  if (people.empty()) co_return refuse(invalid{field::users, rule::required});
  if (people.size() > limits_.invited_at_once) {
    co_return refuse(invalid{field::users, rule::too_long, limits_.invited_at_once});
  }
  if (const auto wait = changes_.refuse(host, clock_.steady())) co_return refuse(rate_limited{*wait});
  co_return co_await repository_.add(host, room, std::move(people), clock_.now());
}

flow<void> members::kick(user_id actor, room_id room, user_id subject, std::string reason) {
  if (const auto broken = check_length(field::reason, reason, limits_.reason_length)) co_return refuse(*broken);
  if (const auto wait = changes_.refuse(actor, clock_.steady())) co_return refuse(rate_limited{*wait});
  co_return co_await repository_.kick(actor, room, subject, clean_name(reason), clock_.now());
}

flow<void> members::ban(user_id actor, room_id room, user_id subject, std::string reason,
                        std::optional<std::chrono::seconds> lasting) {
  if (const auto broken = check_length(field::reason, reason, limits_.reason_length)) co_return refuse(*broken);
  if (lasting && (*lasting < std::chrono::seconds(1) || *lasting > limits_.ban_longest)) {
    co_return refuse(invalid{field::seconds, rule::out_of_range});
  }
  if (const auto wait = changes_.refuse(actor, clock_.steady())) co_return refuse(rate_limited{*wait});
  new_ban made{.subject = subject, .reason = clean_name(reason), .time = clock_.now()};
  if (lasting) made.expires = made.time + *lasting;
  co_return co_await repository_.ban(actor, room, std::move(made));
}

flow<void> members::unban(user_id actor, room_id room, user_id subject) {
  if (const auto wait = changes_.refuse(actor, clock_.steady())) co_return refuse(rate_limited{*wait});
  co_return co_await repository_.unban(actor, room, subject, clock_.now());
}

flow<std::optional<instant>> members::mute(user_id actor, room_id room, user_id subject, std::chrono::seconds lasting) {
  if (lasting < std::chrono::seconds(0) || lasting > limits_.mute_longest) {
    co_return refuse(invalid{field::seconds, rule::out_of_range});
  }
  if (const auto wait = changes_.refuse(actor, clock_.steady())) co_return refuse(rate_limited{*wait});
  const auto now = clock_.now();
  const auto done = co_await repository_.mute(actor, room, subject, now + lasting, now);
  if (!done) co_return std::unexpected(done.error());
  co_return lasting.count() == 0 ? std::nullopt : std::optional<instant>(now + lasting);
}

flow<void> members::give_role(user_id actor, room_id room, user_id subject, member_role role) {
  if (const auto wait = changes_.refuse(actor, clock_.steady())) co_return refuse(rate_limited{*wait});
  co_return co_await repository_.give_role(actor, room, subject, role, clock_.now());
}

flow<void> members::set_notify(user_id who, room_id room, notify_level level) {
  if (const auto wait = changes_.refuse(who, clock_.steady())) co_return refuse(rate_limited{*wait});
  co_return co_await repository_.set_notify(who, room, level);
}

flow<void> members::check(user_id who, room_id room, room_action what) {
  co_return co_await repository_.check(who, room, what, clock_.now());
}

}  // namespace webchats::chat
