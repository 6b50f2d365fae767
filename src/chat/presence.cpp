#include "chat/presence.hpp"

#include <algorithm>
#include <chrono>

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
  std::exchange(owner_, nullptr)->go(user_.id, said_);
}

void presence::stay::say(availability said) {
  if (owner_ && said != said_) owner_->change(user_.id, std::exchange(said_, said), said);
}

presence::stay presence::connect(user who, choice wish, availability said) {
  const std::lock_guard lock(mutex_);
  if (const auto later = lately_.find(who.id); later != lately_.end() && later->second.made > wish.made) {
    wish = later->second;
  }
  auto& person = here_[who.id];
  const auto before = person.seen();
  adopt(who.id, person, wish);
  ++person.connections[std::to_underlying(said)];
  tell_moved(who.id, person, before);
  return {*this, std::move(who), said};
}

void presence::choose(user_id who, choice wish) {
  // Longer than a socket may take from its token's check to its connection (the connect timeout, 45 s).
  constexpr std::chrono::minutes remembered{1};
  constexpr std::size_t worth_tidying = 1'024;
  const std::lock_guard lock(mutex_);
  if (lately_.size() >= worth_tidying) {
    erase_if(lately_, [&](const auto& each) { return each.second.made + remembered < wish.made; });
  }
  auto& latest = lately_[who];
  if (latest.made <= wish.made) latest = wish;
  const auto found = here_.find(who);
  if (found == here_.end()) return;
  const auto before = found->second.seen();
  adopt(who, found->second, wish);
  tell_moved(who, found->second, before);
}

void presence::adopt(user_id who, attendance& person, const choice& wish) {
  if (wish.made < person.wish.made) return;
  const bool hidden = person.hidden();
  person.wish = wish;
  if (hidden == person.hidden()) return;
  for (const auto room : person.rooms) {
    auto& hall = halls_[room];
    auto& from = hidden ? hall.unseen : hall.people;
    auto& to = hidden ? hall.people : hall.unseen;
    to.insert(from.extract(who));
    hall.listed.reset();  // nobody is told by an old list who hides
    tell(room, hall, presence_news::people);
  }
}

void presence::tell_moved(user_id who, const attendance& person, availability before) {
  const auto now = person.seen();
  if (now == before) return;
  sink_.publish({availability_changed{who}});
  if (now == availability::offline || before == availability::offline) return;  // the rooms hear who comes and goes
  for (const auto room : person.rooms) tell(room, halls_[room], presence_news::moods);
}

void presence::go(user_id who, availability said) {
  const std::lock_guard lock(mutex_);
  auto& person = here_[who];
  const auto before = person.seen();
  --person.connections[std::to_underlying(said)];
  tell_moved(who, person, before);
  if (person.best() == availability::offline) here_.erase(who);
}

void presence::change(user_id who, availability before, availability now) {
  const std::lock_guard lock(mutex_);
  auto& person = here_[who];
  const auto seen = person.seen();
  --person.connections[std::to_underlying(before)];
  ++person.connections[std::to_underlying(now)];
  tell_moved(who, person, seen);
}

availability presence::of(user_id who) const {
  const std::lock_guard lock(mutex_);
  const auto found = here_.find(who);
  return found == here_.end() ? availability::offline : found->second.seen();
}

bool presence::is_away(user_id who) const {
  const std::lock_guard lock(mutex_);
  const auto found = here_.find(who);
  if (found == here_.end() || found->second.wish.presence == chosen_presence::idle) return true;
  const auto best = found->second.best();
  return best == availability::offline || best == availability::idle;
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
  auto& person = here_[who.id];
  auto& hall = halls_[room];
  auto& seat = (person.hidden() ? hall.unseen : hall.people)[who.id];
  seat.who = who;
  if (++seat.connections > 1) return;
  person.rooms.insert(room);
  if (!person.hidden()) tell(room, hall, presence_news::people);
}

void presence::leave(room_id room, user_id who) {
  const std::lock_guard lock(mutex_);
  const auto hall = halls_.find(room);
  if (hall == halls_.end()) return;
  auto& person = here_[who];
  auto& places = person.hidden() ? hall->second.unseen : hall->second.people;
  const auto seat = places.find(who);
  if (seat == places.end() || --seat->second.connections > 0) return;
  places.erase(seat);
  person.rooms.erase(room);
  if (!person.hidden()) tell(room, hall->second, presence_news::people);
  // An empty hall is not kept: rooms come and go. If a notice is out, its snapshot will be the empty one.
  if (hall->second.people.empty() && hall->second.unseen.empty()) halls_.erase(hall);
}

void presence::tell(room_id room, hall& changed, presence_news what) {
  if (what == presence_news::people) ++changed.unlisted;
  changed.news = std::max(changed.news, what);
  if (changed.told >= what) return;
  changed.told = what;
  sink_.publish({presence_changed{room, what}});
}

gathering presence::snapshot(room_id room) {
  const std::lock_guard lock(mutex_);
  const auto hall = halls_.find(room);
  if (hall == halls_.end()) return {.news = presence_news::people};
  hall->second.told = presence_news::nothing;
  gathering seen{.people = list(hall->second), .news = std::exchange(hall->second.news, presence_news::nothing)};
  seen.here.reserve(seen.people.size());
  for (const auto& each : seen.people) seen.here.push_back(here_.at(each.id).seen());
  return seen;
}

presence::people_list presence::online(room_id room) {
  constexpr std::size_t people_per_change = 32;
  const std::lock_guard lock(mutex_);
  const auto found = halls_.find(room);
  if (found == halls_.end()) return std::make_shared<const std::vector<user>>();
  auto& hall = found->second;
  const auto tolerated = hall.told == presence_news::people ? hall.people.size() / people_per_change : 0;
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
    for (auto* seats : {&hall.people, &hall.unseen}) {
      const auto seat = seats->find(changed.id);
      if (seat == seats->end()) continue;
      seat->second.who = changed;
      if (seats == &hall.people) tell(room, hall, presence_news::people);
    }
  }
}

}  // namespace webchats::chat
