#include "chat/rooms.hpp"

#include <algorithm>
#include <utility>

#include "chat/pinyin.hpp"
#include "chat/text.hpp"

namespace webchats::chat {

rooms::rooms(room_repository& repository, const clock& time, const limits& bounds, makers who, const word_screen& words)
    : repository_(repository),
      clock_(time),
      limits_(bounds),
      makers_(std::move(who)),
      words_(words),
      changes_(bounds.room_changes) {}

outcome<std::string> rooms::name_of(std::string_view typed) const {
  auto name = checked_name(typed, limits_.name_length);
  if (!name) return name;
  if (const auto why = words_.refuse_name(*name)) return refuse(*why);
  return name;
}

outcome<std::string> rooms::topic_of(std::string_view typed) const {
  if (const auto broken = check_length(field::topic, typed, limits_.topic_length)) return refuse(*broken);
  auto topic = clean_name(typed);
  if (const auto why = words_.refuse_name(topic)) return refuse(*why);
  return topic;
}

flow<std::vector<joined_room>> rooms::list(user_id member, std::string part) {
  auto mine = co_await repository_.rooms_of(member);
  if (!mine || part.empty()) co_return mine;
  const auto is_meant = [&](const std::string& name) { return match(name, part) != name_match::none; };
  std::erase_if(*mine, [&](const joined_room& one) {
    return !is_meant(one.room.name) && std::ranges::none_of(one.people, is_meant, &user::name);
  });
  co_return mine;
}

flow<joined_room> rooms::get(user_id member, room_id wanted) {
  co_return co_await repository_.room_for(member, wanted);
}

flow<room_page> rooms::directory(user_id asker, list_range range) {
  if (const auto broken = check_range(range, limits_)) co_return refuse(*broken);
  co_return co_await repository_.directory(asker, std::move(range));
}

flow<joined_room> rooms::create(user_id creator, room_plan plan) {
  auto name = name_of(plan.name);
  if (!name) co_return std::unexpected(name.error());
  auto topic = topic_of(plan.topic);
  if (!topic) co_return std::unexpected(topic.error());
  if (const auto wait = changes_.refuse(creator, clock_.steady())) co_return refuse(rate_limited{*wait});
  new_room made{.name = std::move(*name),
                .topic = std::move(*topic),
                .kind = plan.kind,
                .creator = creator,
                .created = clock_.now(),
                .most_owned = limits_.rooms_per_owner,
                .makers = makers_ ? makers_() : rooms_by::members};
  co_return co_await repository_.create(std::move(made));
}

flow<joined_room> rooms::direct(user_id who, std::vector<user_id> others) {
  std::ranges::sort(others);
  const auto twins = std::ranges::unique(others);
  others.erase(twins.begin(), twins.end());
  std::erase(others, who);
  if (others.empty()) co_return refuse(invalid{field::users, rule::required});
  if (others.size() > limits_.direct_others) {
    co_return refuse(invalid{field::users, rule::too_long, limits_.direct_others});
  }
  if (const auto wait = changes_.refuse(who, clock_.steady())) co_return refuse(rate_limited{*wait});
  co_return co_await repository_.direct(who, std::move(others), clock_.now());
}

flow<changed_room> rooms::update(user_id who, room_id changed, room_change change) {
  if (change.name) {
    auto name = name_of(*change.name);
    if (!name) co_return std::unexpected(name.error());
    change.name = std::move(*name);
  }
  if (change.topic) {
    auto topic = topic_of(*change.topic);
    if (!topic) co_return std::unexpected(topic.error());
    change.topic = std::move(*topic);
  }
  if (change.slow && (*change.slow < std::chrono::seconds(0) || *change.slow > limits_.slowest)) {
    co_return refuse(invalid{field::seconds, rule::out_of_range});
  }
  if (const auto wait = changes_.refuse(who, clock_.steady())) co_return refuse(rate_limited{*wait});
  co_return co_await repository_.update(who, changed, std::move(change), clock_.now());
}

flow<changed_room> rooms::archive(user_id who, room_id changed, archiving what) {
  if (const auto wait = changes_.refuse(who, clock_.steady())) co_return refuse(rate_limited{*wait});
  co_return co_await repository_.archive(who, changed, what, clock_.now());
}

flow<joined_room> rooms::join(user_id who, room_id wanted) {
  if (const auto wait = changes_.refuse(who, clock_.steady())) co_return refuse(rate_limited{*wait});
  co_return co_await repository_.join(who, wanted, clock_.now());
}

flow<void> rooms::leave(user_id who, room_id left) {
  if (const auto wait = changes_.refuse(who, clock_.steady())) co_return refuse(rate_limited{*wait});
  co_return co_await repository_.leave(who, left, clock_.now());
}

flow<moved_marker> rooms::mark_read(user_id reader, room_id read, seq_no up_to) {
  if (up_to.value < 0) co_return refuse(invalid{field::seq, rule::out_of_range});
  co_return co_await repository_.mark_read(reader, read, up_to);
}

std::optional<invalid> check_range(const list_range& range, const limits& bounds) {
  if (range.limit < 1 || range.limit > bounds.page_longest) {
    return invalid{field::limit, rule::out_of_range, bounds.page_longest};
  }
  return check_length(field::name, range.part, bounds.name_length);
}

}  // namespace webchats::chat
