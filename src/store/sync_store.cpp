#include "store/sync_store.hpp"

#include <algorithm>
#include <utility>

#include "store/changes.hpp"
#include "store/message_rows.hpp"
#include "store/query.hpp"
#include "store/room_rows.hpp"

namespace webchats::store {

namespace {

struct sync_statements {
  explicit sync_statements(connection& sql)
      : epoch(sql, "select value from settings where name = 'epoch'"),
        blocked(sql, "select blocked from blocks where user_id = :user order by blocked"),
        changed(sql,
                "select distinct subject from changes where room_id = :room and version > :version and kind = 0 "
                "and subject <= :seq order by subject limit :most") {}
  query<in<>, out<std::string>> epoch;
  query<in<integer>, out<integer>> blocked;
  query<in<integer, integer, integer, integer>, out<integer>> changed;
};
static_assert(static_cast<int>(change_kind::message) == 0);

/// What separates a held room from the room as it is.
struct distance {
  chat::held_room held;
  chat::seq_no last;
  std::vector<chat::seq_no> changed;
  std::size_t messages = 0;  ///< a patch would have
  bool sound = true;         ///< false: the client claims what never was
};

distance measure(connection& sql, const chat::held_room& held, const chat::room& now, std::size_t most) {
  distance found{.held = held, .last = now.last_seq, .changed = {}};
  found.sound = held.seq <= now.last_seq && held.version <= now.version;
  if (!found.sound) return found;
  sql.prepared<sync_statements>().changed.each([&](integer seq) { found.changed.push_back({seq}); }, held.room.value,
                                               held.version, held.seq.value, static_cast<integer>(most) + 1);
  found.messages = static_cast<std::size_t>(now.last_seq.value - held.seq.value) + found.changed.size();
  return found;
}

chat::room_patch fresh_patch(connection& sql, chat::user_id who, const distance& from, std::size_t page) {
  chat::room_patch patch{.room = from.held.room, .fresh = true};
  patch.messages = read_messages(sql, {from.held.room, {0}, from.last, page + 1}, from_end::newest, who);
  patch.more = patch.messages.size() > page;
  if (patch.more) patch.messages.erase(patch.messages.begin());
  return patch;
}

chat::room_patch exact_patch(connection& sql, chat::user_id who, const distance& from) {
  chat::room_patch patch{.room = from.held.room};
  patch.messages = read_messages(sql, {from.held.room, from.held.seq, from.last, from.messages}, from_end::oldest, who);
  for (const auto seq : from.changed) {
    if (auto found = read_message(sql, from.held.room, seq, who)) patch.changed.push_back(std::move(*found));
  }
  return patch;
}

std::vector<chat::room_patch> patches_of(connection& sql, chat::user_id who, const std::vector<chat::held_room>& held,
                                         const std::vector<chat::joined_room>& rooms, std::size_t most,
                                         std::size_t page) {
  std::vector<distance> distances;
  for (const auto& each : held) {
    const auto found = std::ranges::find(rooms, each.room, [](const auto& one) { return one.room.id; });
    if (found != rooms.end()) distances.push_back(measure(sql, each, found->room, most));
  }
  // The nearest first, so that one busy room does not cost the others their patches.
  std::ranges::sort(distances, {}, [](const distance& each) { return std::pair(each.messages, each.held.room); });
  std::vector<chat::room_patch> patches;
  for (const auto& each : distances) {
    const bool exact = each.sound && each.messages <= most;
    if (exact) most -= each.messages;
    patches.push_back(exact ? exact_patch(sql, who, each) : fresh_patch(sql, who, each, page));
  }
  return patches;
}

}  // namespace

chat::flow<chat::state> sync_store::state_of(chat::user_id who, std::string epoch, std::vector<chat::held_room> held,
                                             std::size_t most, std::size_t page) {
  co_return co_await readers_.run<chat::state>([who, epoch = std::move(epoch), held = std::move(held), most,
                                                page](connection& sql) -> chat::outcome<chat::state> {
    const snapshot here(sql);
    auto& statements = sql.prepared<sync_statements>();
    chat::state found;
    found.epoch = std::get<0>(statements.epoch.first().value());
    found.rooms = rooms_of(sql, who);
    if (epoch == found.epoch) found.patches = patches_of(sql, who, held, found.rooms, most, page);
    statements.blocked.each([&](integer user) { found.blocked.push_back({user}); }, who.value);
    return found;
  });
}

}  // namespace webchats::store
