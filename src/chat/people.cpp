#include "chat/people.hpp"

#include <algorithm>

#include "chat/calm.hpp"
#include "chat/language.hpp"
#include "chat/permissions.hpp"
#include "chat/text.hpp"

namespace webchats::chat {

namespace {

constexpr std::size_t most_at_once = 100;

reach reach_of(server_role role) noexcept {
  return may(server_action::see_people, role) ? reach::everybody : reach::shared_rooms;
}

/// The form of an IANA name: "Asia/Shanghai", "Etc/GMT+8", "America/Argentina/Buenos_Aires".
bool is_time_zone(std::string_view name) {
  return name.size() <= 64 && name.find("//") == std::string_view::npos && !name.starts_with('/') &&
         !name.ends_with('/') && std::ranges::all_of(name, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  std::string_view("/_+-").contains(c);
         });
}

bool is_language(std::string_view name) { return name.empty() || language_of_tag(name).has_value(); }

}  // namespace

flow<profile> people::profile_of(user asker, user_id wanted) {
  if (const auto wait = look_ups_.refuse(asker.id, clock_.steady())) co_return refuse(rate_limited{*wait});
  co_return co_await repository_.profile_of(asker.id, reach_of(asker.role), wanted);
}

flow<std::vector<seen_person>> people::last_seen(user asker, std::vector<user_id> wanted) {
  if (wanted.size() > most_at_once) co_return refuse(invalid{field::users, rule::too_long, most_at_once});
  co_return co_await repository_.last_seen(asker.id, reach_of(asker.role), std::move(wanted));
}

flow<account> people::change(user_id who, profile_change change) {
  if (change.name) {
    auto name = checked_name(*change.name, limits_.name_length);
    if (!name) co_return std::unexpected(name.error());
    change.name = std::move(*name);
    if (const auto why = words_.refuse_name(*change.name)) co_return refuse(*why);
  }
  if (change.status) {
    if (const auto broken = check_length(field::status, *change.status, limits_.status_length)) {
      co_return refuse(*broken);
    }
    change.status = clean_name(*change.status);
    if (const auto why = words_.refuse_name(*change.status)) co_return refuse(*why);
  }
  if (change.language && !is_language(*change.language)) co_return refuse(invalid{field::language, rule::unknown});
  if (change.time_zone && !is_time_zone(*change.time_zone)) {
    co_return refuse(invalid{field::time_zone, rule::format});
  }
  if (change.quiet && *change.quiet && !is_part_of_day(**change.quiet)) {
    co_return refuse(invalid{field::quiet_hours, rule::out_of_range});
  }
  if (const auto wait = changes_.refuse(who, clock_.steady())) co_return refuse(rate_limited{*wait});
  auto changed = co_await repository_.change(who, std::move(change), clock_.now());
  if (changed) accounts_.forget(who);
  co_return changed;
}

flow<std::vector<room_id>> people::direct_rooms_of(user_id who) { co_return co_await repository_.direct_rooms_of(who); }

flow<std::vector<user>> people::blocked_by(user_id who) { co_return co_await repository_.blocked_by(who); }

flow<void> people::block(user_id who, user_id blocked) {
  if (who == blocked) co_return refuse(invalid{field::user, rule::unknown});
  if (const auto wait = changes_.refuse(who, clock_.steady())) co_return refuse(rate_limited{*wait});
  co_return co_await repository_.block(who, blocked, limits_.blocks_per_person);
}

flow<void> people::unblock(user_id who, user_id blocked) {
  if (const auto wait = changes_.refuse(who, clock_.steady())) co_return refuse(rate_limited{*wait});
  co_return co_await repository_.unblock(who, blocked);
}

}  // namespace webchats::chat
