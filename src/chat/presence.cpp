#include "chat/presence.hpp"

namespace webchats::chat {

presence::stay& presence::stay::operator=(stay&& other) noexcept {
  if (this == &other) return *this;
  leave_all();
  owner_ = std::exchange(other.owner_, nullptr);
  user_ = std::move(other.user_);
  rooms_ = std::exchange(other.rooms_, {});
  said_ = other.said_;
  return *this;
}

void presence::stay::enter(room_id room) {
  if (owner_ && rooms_.insert(room).second) owner_->enter(room, user_);
}

void presence::stay::leave(room_id room) {
  if (owner_ && rooms_.erase(room)) owner_->leave(room, user_.id);
}

void presence::stay::leave_all() noexcept {
  if (!owner_) return;
  for (const auto room : rooms_) owner_->leave(room, user_.id);
  rooms_.clear();
  std::exchange(owner_, nullptr)->count(user_.id, said_, step::goes);
}

void presence::stay::say(availability said) {
  if (owner_ && said != said_) owner_->change(user_.id, std::exchange(said_, said), said);
}

presence::stay presence::connect(user who, availability said) {
  count(who.id, said, step::comes);
  return {*this, std::move(who), said};
}

availability presence::attendance::best() const noexcept {
  for (const auto each : {availability::online, availability::dnd, availability::idle}) {
    if (connections[std::to_underlying(each)] > 0) return each;
  }
  return availability::offline;
}

void presence::count(user_id who, availability said, step which) {
  const std::lock_guard lock(mutex_);
  auto& person = here_[who];
  const auto before = person.best();
  auto& alike = person.connections[std::to_underlying(said)];
  alike = which == step::comes ? alike + 1 : alike - 1;
  const auto after = person.best();
  if (after == availability::offline) here_.erase(who);
  if (after != before) sink_.publish({availability_changed{who}});
}

void presence::change(user_id who, availability before, availability now) {
  const std::lock_guard lock(mutex_);
  auto& person = here_[who];
  const auto best = person.best();
  --person.connections[std::to_underlying(before)];
  ++person.connections[std::to_underlying(now)];
  if (person.best() != best) sink_.publish({availability_changed{who}});
}

availability presence::of(user_id who) const {
  const std::lock_guard lock(mutex_);
  const auto found = here_.find(who);
  return found == here_.end() ? availability::offline : found->second.best();
}

std::size_t presence::connections_of(user_id who) const {
  const std::lock_guard lock(mutex_);
  const auto found = here_.find(who);
  if (found == here_.end()) return 0;
  std::size_t all = 0;
  for (const auto each : found->second.connections) all += each;
  return all;
}

void presence::enter(room_id room, const user& who) {
  const std::lock_guard lock(mutex_);
  auto& hall = halls_[room];
  auto& seat = hall.people[who.id];
  seat.who = who;
  if (++seat.connections == 1) tell(room, hall);
}

void presence::leave(room_id room, user_id who) {
  const std::lock_guard lock(mutex_);
  const auto hall = halls_.find(room);
  if (hall == halls_.end()) return;
  const auto seat = hall->second.people.find(who);
  if (seat == hall->second.people.end() || --seat->second.connections > 0) return;
  hall->second.people.erase(seat);
  tell(room, hall->second);
  // An empty hall is not kept: rooms come and go. If a notice is out, its snapshot will be the empty one.
  if (hall->second.people.empty()) halls_.erase(hall);
}

void presence::tell(room_id room, hall& changed) {
  ++changed.unlisted;
  if (std::exchange(changed.told, true)) return;
  sink_.publish({presence_changed{room}});
}

std::vector<user> presence::snapshot(room_id room) {
  const std::lock_guard lock(mutex_);
  const auto hall = halls_.find(room);
  if (hall == halls_.end()) return {};
  hall->second.told = false;
  return list(hall->second);
}

presence::people_list presence::online(room_id room) {
  constexpr std::size_t people_per_change = 32;
  const std::lock_guard lock(mutex_);
  const auto found = halls_.find(room);
  if (found == halls_.end()) return std::make_shared<const std::vector<user>>();
  auto& hall = found->second;
  const auto tolerated = hall.told ? hall.people.size() / people_per_change : 0;
  if (!hall.listed || hall.unlisted > tolerated) {
    hall.listed = std::make_shared<const std::vector<user>>(list(hall));
    hall.unlisted = 0;
  }
  return hall.listed;
}

std::size_t presence::count(room_id room) const {
  const std::lock_guard lock(mutex_);
  const auto found = halls_.find(room);
  return found == halls_.end() ? 0 : found->second.people.size();
}

std::vector<user> presence::list(const hall& from) {
  std::vector<user> people;
  people.reserve(from.people.size());
  for (const auto& [id, seat] : from.people) people.push_back(seat.who);
  return people;
}

void presence::update(const user& changed) {
  const std::lock_guard lock(mutex_);
  for (auto& [room, hall] : halls_) {
    const auto seat = hall.people.find(changed.id);
    if (seat == hall.people.end()) continue;
    seat->second.who = changed;
    tell(room, hall);
  }
}

}  // namespace webchats::chat
