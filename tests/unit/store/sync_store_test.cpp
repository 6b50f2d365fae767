#include "store/sync_store.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "fixture.hpp"

namespace webchats::store {
namespace {

using chat::presence_of;

/// What a message shows; two clients that show the same are equal.
std::string shown(const chat::message& one) {
  std::string text = std::to_string(one.seq.value) + ' ' + one.text;
  if (one.edited) text += " edited";
  if (one.deleted) text += " deleted";
  if (one.pinned) text += " pinned";
  text += " replies " + std::to_string(one.replies);
  std::map<std::string, std::int64_t> reactions;
  for (const auto& each : one.reactions) reactions[each.emoji] = each.count;
  for (const auto& [emoji, count] : reactions) text += ' ' + emoji + std::to_string(count);
  return text;
}

/// A client that holds one room: it applies notices while it is connected, and a patch when it comes back.
class model_client {
 public:
  void apply(const chat::notice& one) {
    if (const auto* posted = std::get_if<chat::message_posted>(&one)) {
      EXPECT_EQ(posted->message.seq.value, seq_ + 1);
      seq_ = posted->message.seq.value;
      held_[seq_] = posted->message;
    } else if (const auto* edited = std::get_if<chat::message_edited>(&one)) {
      auto& message = moved_by(*edited);
      message.text = edited->text;
      message.edited = edited->edited;
    } else if (const auto* deleted = std::get_if<chat::message_deleted>(&one)) {
      auto& message = moved_by(*deleted);
      message.text.clear();
      message.edited.reset();
      message.reactions.clear();
      message.pinned = false;
      message.deleted = deleted->deleted;
    } else if (const auto* reaction = std::get_if<chat::reaction_changed>(&one)) {
      auto& all = moved_by(*reaction).reactions;
      std::erase_if(all, [&](const auto& each) { return each.emoji == reaction->emoji; });
      if (reaction->count > 0) all.push_back({.emoji = reaction->emoji, .count = reaction->count});
    } else if (const auto* pin = std::get_if<chat::pin_changed>(&one)) {
      moved_by(*pin).pinned = pin->pinned;
    } else if (const auto* thread = std::get_if<chat::thread_grown>(&one)) {
      moved_by(*thread).replies = thread->replies;
    } else if (const auto* member = std::get_if<chat::member_changed>(&one)) {
      EXPECT_EQ(member->version, version_ + 1);
      version_ = member->version;
    } else if (const auto* room = std::get_if<chat::room_updated>(&one)) {
      EXPECT_EQ(room->room.version, version_ + 1);
      version_ = room->room.version;
    }
  }

  void take(const chat::state& found) {
    ASSERT_EQ(found.patches.size(), 1);
    const auto& patch = found.patches[0];
    if (patch.fresh) held_.clear();
    for (const auto& each : patch.messages) held_[each.seq.value] = each;
    for (const auto& each : patch.changed) held_[each.seq.value] = each;
    if (patch.fresh) ++fresh;
    adopt(found);
  }
  void adopt(const chat::state& found) {
    seq_ = found.rooms.at(0).room.last_seq.value;
    version_ = found.rooms.at(0).room.version;
  }
  [[nodiscard]] chat::held_room holds() const { return {{1}, {seq_}, version_}; }
  [[nodiscard]] const std::map<std::int64_t, chat::message>& held() const { return held_; }
  int fresh = 0;

 private:
  template <class Notice>
  chat::message& moved_by(const Notice& one) {
    EXPECT_EQ(one.version, version_ + 1);
    version_ = one.version;
    const auto found = held_.find(one.seq.value);
    return found == held_.end() ? forgotten_ : found->second;
  }

  chat::message forgotten_;  // stands for what a fresh patch made it forget

  std::int64_t seq_ = 0;
  std::int64_t version_ = 0;
  std::map<std::int64_t, chat::message> held_;
};

class sync_store : public store_test {
 protected:
  chat::state sync(chat::user_id who, const std::string& epoch = {}, std::vector<chat::held_room> held = {},
                   std::size_t most = 200) {
    return wait(store_->syncs().state_of(who, epoch, std::move(held), most, 50)).value();
  }
};

TEST_F(sync_store, patches_nothing_of_another_database_or_of_rooms_one_is_not_in) {
  const auto anna = person("anna");
  const auto ben = person("ben");
  ASSERT_TRUE(say(text_of(anna, "x")));
  const auto state = sync(ben);
  EXPECT_EQ(state.rooms.size(), 2);
  EXPECT_FALSE(state.epoch.empty());
  EXPECT_TRUE(sync(ben, "other", {{{1}, {0}, 1}}).patches.empty());
  ASSERT_TRUE(wait(rooms().leave(ben, {1}, at(6'000))));
  const auto left = sync(ben, state.epoch, {{{1}, {0}, 1}});
  EXPECT_TRUE(left.patches.empty());
  EXPECT_EQ(left.rooms.size(), 1);
}

TEST_F(sync_store, gives_the_nearest_rooms_their_patches_first) {
  const auto anna = person("anna");
  const auto start = sync(anna);
  for (int i = 0; i < 8; ++i) ASSERT_TRUE(say(text_of(anna, "x")));
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(say(text_of(anna, "y", {}, {2})));
  const auto later = sync(anna, start.epoch, {{{1}, {0}, 1}, {{2}, {0}, 1}}, 5);
  ASSERT_EQ(later.patches.size(), 2);
  EXPECT_EQ(later.patches[0].room.value, 2);
  EXPECT_FALSE(later.patches[0].fresh);
  EXPECT_TRUE(later.patches[1].fresh);
}

/// Random histories: whoever was away at random moments holds in the end what a fresh load shows.
TEST_F(sync_store, makes_who_was_away_equal_to_who_loads_anew) {
  const auto* seeds_wanted = std::getenv("WEBCHATS_SYNC_SEEDS");
  constexpr int seeds = 20;  // each of 40 steps; the campaign has thousands
  const int rounds = seeds_wanted != nullptr ? std::atoi(seeds_wanted) : seeds;
  const auto anna = person("anna");
  const auto ben = person("ben");
  {
    connection sql(scratch_.where(), access::read_write);
    sql.execute("update members set role = 1 where room_id = 1 and user_id = 1");
  }
  model_client client;
  const auto start = sync(ben);
  client.adopt(start);
  std::size_t heard = sink_.all().size();
  for (int seed = 0; seed < rounds; ++seed) {
    std::mt19937 random(static_cast<unsigned>(seed));
    const auto any = [&](std::int64_t most) {
      return static_cast<std::int64_t>(random() % static_cast<unsigned>(most));
    };
    bool connected = true;
    std::int64_t last = client.holds().seq.value;
    std::int64_t now = 10'000 + seed * 1'000;
    for (int step = 0; step < 40; ++step, ++now) {
      if (any(8) == 0) connected = false;
      const auto who = any(2) == 0 ? anna : ben;
      const chat::seq_no seq{1 + any(std::max<std::int64_t>(last, 1))};
      auto& changes = store_->changes();
      switch (any(9)) {
        case 0:
          (void)wait(changes.edit(who, {1}, seq, "edited " + std::to_string(now), at(now), at(0)));
          break;
        case 1:
          if (any(4) == 0) (void)wait(changes.remove(anna, {1}, seq, at(now)));
          break;
        case 2:
        case 3:
          (void)wait(changes.react(who, {1}, seq, any(2) == 0 ? "👍" : "🎉",
                                   any(3) == 0 ? presence_of::gone : presence_of::there, 20, at(now)));
          break;
        case 4:
          (void)wait(changes.pin(anna, {1}, seq, any(2) == 0 ? presence_of::there : presence_of::gone, 50, at(now)));
          break;
        case 5:
          // Its new name is said in the room.
          if (wait(rooms().update(anna, {1}, {.name = "name " + std::to_string(now)}, at(now)))) ++last;
          break;
        default: {
          auto message = text_of(who, "said " + std::to_string(now));
          if (last > 0 && any(3) == 0) message.thread = seq;
          if (say(message)) ++last;
        }
      }
      for (const auto& one : sink_.after(heard)) {
        ++heard;
        if (connected) client.apply(one);
      }
      // Coming back: at this step or later.
      if (!connected && any(5) == 0) {
        client.take(sync(ben, start.epoch, {client.holds()}, any(3) == 0 ? 3 : 200));
        connected = true;
      }
    }
    client.take(sync(ben, start.epoch, {client.holds()}));
    std::map<std::int64_t, std::string> fresh;
    const auto everything = wait(messages().between(ben, {1}, {0}, {last}));
    for (const auto& each : *everything) {
      fresh[each.seq.value] = shown(each);
    }
    for (const auto& [held, message] : client.held()) ASSERT_EQ(shown(message), fresh.at(held)) << "seed " << seed;
    ASSERT_EQ(client.held().rbegin()->first, last);
    if (testing::Test::HasFailure()) break;
  }
  EXPECT_GT(client.fresh, 0);
}

}  // namespace
}  // namespace webchats::store
