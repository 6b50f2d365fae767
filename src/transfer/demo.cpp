#include "transfer/demo.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <limits>
#include <string_view>
#include <utility>
#include <vector>

#include "chat/ports/clock.hpp"
#include "store/store.hpp"
#include "transfer/demo_crowd.hpp"
#include "transfer/demo_files.hpp"

namespace webchats::transfer {

namespace {

constexpr std::chrono::milliseconds length_of_talk = std::chrono::days(150);
constexpr std::size_t at_once = 2'000;     // messages whose commit is waited for together
constexpr std::size_t remembered = 50;     // messages of a room that are answered
constexpr std::size_t owner_listens = 80;  // the last messages are by others, so that some are unread
constexpr std::size_t most_pins = 20;      // of a room
constexpr std::size_t most_kinds = 20;     // of emoji on a message
constexpr std::array<std::string_view, 7> reactions{"👍", "❤️", "😂", "🎉", "👀", "🙏", "😮"};
using enum chat::presence_of;

/// One message that was sent.
struct said {
  std::size_t room;
  std::size_t author;
  chat::seq_no seq;
  chat::instant time;
  std::string text;
  bool plain;  ///< neither answers nor carries anything
};

class conversation {
 public:
  conversation(store::store& data, const media::blob_store& blobs, const demo_options& wanted, chat::instant start,
               demo_crowd crowd, demo_numbers& numbers, flow_runner& runner)
      : data_(data),
        wanted_(wanted),
        start_(start),
        crowd_(std::move(crowd)),
        numbers_(numbers),
        runner_(runner),
        files_(blobs, wanted),
        pins_(crowd_.rooms.size(), 0) {}

  void run(const progress& told) {
    for (std::size_t done = 0; done < wanted_.messages;) {
      const auto end = std::min(done + at_once, wanted_.messages);
      const auto sent = send(done, end);
      change(sent);
      done = end;
      told("messages", done, wanted_.messages);
    }
    leave_traces();
  }

  [[nodiscard]] const demo_crowd& crowd() const noexcept { return crowd_; }
  [[nodiscard]] std::size_t pictures() const noexcept { return files_.pictures(); }

 private:
  [[nodiscard]] chat::user_id id_of(std::size_t person) const { return crowd_.people[person].id; }
  [[nodiscard]] chat::user_id owner() const { return id_of(0); }

  /// Evenly over the whole time, in order.
  [[nodiscard]] chat::instant time_of(std::size_t nth) const {
    const auto share = static_cast<double>(nth + 1) / static_cast<double>(wanted_.messages + 1);
    return start_ +
           std::chrono::milliseconds(static_cast<std::int64_t>(share * static_cast<double>(length_of_talk.count())));
  }

  std::vector<said> send(std::size_t from, std::size_t end) {
    std::vector<said> sent;
    std::vector<chat::flow<chat::appended>> flows;
    for (auto nth = from; nth < end; ++nth) flows.push_back(data_.messages().append(next(nth, sent)));
    const auto answers = runner_.run_all("a message", std::move(flows));
    for (std::size_t at = 0; at < answers.size(); ++at) {
      if (answers[at]->seq != sent[at].seq) throw failure("somebody else writes into this database");
    }
    return sent;
  }

  chat::new_message next(std::size_t nth, std::vector<said>& sent) {
    const auto place = numbers_.happens(900) ? 0 : 1 + numbers_.below(crowd_.rooms.size() - 1);
    auto& room = crowd_.rooms[place];
    auto author = room.members[numbers_.early(room.members.size())];
    if (nth + owner_listens > wanted_.messages && author == 0 && room.members.size() > 1) author = room.members[1];
    const auto& speaker = crowd_.people[author];
    chat::new_message made{.room = room.id,
                           .author = speaker.id,
                           .client_id = {},
                           .text = text_of(room, speaker.who),
                           .attachments = {},
                           .time = time_of(nth)};
    if (!room.recent.empty()) refer(room, made);
    if (files_.has(nth)) attach(made);
    ++room.last.value;
    const bool plain = made.thread.value == 0 && made.reply_to.value == 0 && made.attachments.empty();
    if (made.thread.value == 0) remember(room);
    sent.push_back({place, author, room.last, made.time, made.text, plain});
    return made;
  }

  std::string text_of(const demo_room& room, const demo_person& who) {
    if (!numbers_.happens(40)) return say(who.speaks, numbers_);
    const auto& called = crowd_.people[room.members[numbers_.below(room.members.size())]].who;
    return call(who.speaks, called.name, numbers_);
  }

  void refer(demo_room& room, chat::new_message& made) {
    const auto chance = numbers_.below(1'000);
    if (chance < 120) {
      made.reply_to = room.recent[numbers_.below(room.recent.size())];
    } else if (chance < 125 || (chance < 170 && room.threads.empty())) {
      made.thread = room.recent[numbers_.below(room.recent.size())];
      room.threads.push_back(made.thread);
    } else if (chance < 170) {
      const auto newest = std::min<std::size_t>(room.threads.size(), 5);
      made.thread = room.threads[room.threads.size() - 1 - numbers_.below(newest)];
    }
  }

  static void remember(demo_room& room) {
    room.recent.push_back(room.last);
    if (room.recent.size() > remembered) room.recent.pop_front();
  }

  void attach(chat::new_message& made) {
    const auto file = files_.next();
    (void)runner_.run("a file",
                      data_.files().add(made.author, file, made.time, std::numeric_limits<std::int64_t>::max()));
    made.attachments.push_back(file.id);
    if (numbers_.happens(500)) made.text.clear();
  }

  /// What happens to messages after they were sent.
  void change(const std::vector<said>& sent) {
    std::vector<chat::flow<chat::changed_message>> flows;
    auto& changes = data_.changes();
    for (const auto& each : sent) {
      auto& room = crowd_.rooms[each.room];
      const auto later = each.time + std::chrono::minutes(1);
      if (each.plain && numbers_.happens(12) && std::ranges::find(room.threads, each.seq) == room.threads.end()) {
        std::erase(room.recent, each.seq);
        flows.push_back(changes.remove(id_of(each.author), room.id, each.seq, later));
        continue;
      }
      if (numbers_.happens(80)) react(each, flows);
      if (numbers_.happens(25) && !each.text.empty()) {
        flows.push_back(changes.edit(id_of(each.author), room.id, each.seq,
                                     corrected(crowd_.people[each.author].who.speaks, each.text), later, {}));
      }
      if (numbers_.happens(3) && pins_[each.room] < most_pins) {
        ++pins_[each.room];
        flows.push_back(changes.pin(owner(), room.id, each.seq, there, most_pins, later));
      }
    }
    (void)runner_.run_all("a change", std::move(flows));
  }

  void react(const said& to, std::vector<chat::flow<chat::changed_message>>& flows) {
    const auto& room = crowd_.rooms[to.room];
    const auto emoji = std::string(reactions.at(numbers_.early(reactions.size())));
    const auto first = numbers_.below(room.members.size());
    const auto count = 1 + numbers_.early(std::min<std::size_t>(room.members.size(), 6));
    for (std::size_t nth = 0; nth < count; ++nth) {
      const auto who = room.members[(first + nth) % room.members.size()];
      flows.push_back(data_.changes().react(id_of(who), room.id, to.seq, emoji, there, most_kinds,
                                            to.time + std::chrono::seconds(30 + nth)));
    }
  }

  /// How far each has read, what they keep, and what they were about to say.
  void leave_traces() {
    std::vector<chat::flow<chat::moved_marker>> markers;
    for (std::size_t place = 0; place < crowd_.rooms.size(); ++place) {
      const auto& room = crowd_.rooms[place];
      for (const auto member : room.members) {
        std::size_t behind = numbers_.happens(600) ? 0 : numbers_.below(200);
        if (member == 0) behind = place == 0 ? 37 : place % 3 == 1 ? 3 : 0;
        const auto up_to = std::max<std::int64_t>(room.last.value - static_cast<std::int64_t>(behind), 0);
        markers.push_back(data_.rooms().mark_read(id_of(member), room.id, {up_to}));
      }
    }
    (void)runner_.run_all("a read marker", std::move(markers));
    std::vector<chat::flow<void>> kept;
    const auto now = start_ + length_of_talk;
    for (const auto seq : crowd_.rooms.front().recent) {
      if (numbers_.happens(200)) {
        kept.push_back(data_.personal().save(owner(), crowd_.rooms.front().id, seq, there, remembered, now));
      }
    }
    kept.push_back(data_.personal().draft(owner(), crowd_.rooms[1].id, {}, "待会儿再说…", now));
    (void)runner_.run_all("what people keep", std::move(kept));
  }

  store::store& data_;
  const demo_options& wanted_;
  const chat::instant start_;
  demo_crowd crowd_;
  demo_numbers& numbers_;
  flow_runner& runner_;
  demo_files files_;
  std::vector<std::size_t> pins_;
};

}  // namespace

demo_report fill_demo(const place& to, const demo_options& wanted, const progress& told) {
  require_empty(to);
  const auto now = wanted.now == chat::instant() ? chat::system_clock().now() : wanted.now;
  const auto start = now - length_of_talk;
  nobody_listens sink;
  store::store data({.database = to.database, .writing = {}, .reading = {}}, sink);
  const media::blob_store blobs(to.files);
  demo_numbers numbers(wanted.seed);
  flow_runner runner;
  conversation talk(data, blobs, wanted, start, gather(data, blobs, wanted, start, numbers, runner, told), numbers,
                    runner);
  talk.run(told);
  data.close();
  return {.email = talk.crowd().people.front().who.email,
          .people = talk.crowd().people.size(),
          .rooms = talk.crowd().rooms.size(),
          .messages = wanted.messages,
          .pictures = talk.pictures()};
}

}  // namespace webchats::transfer
