#include "chat/room_robot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "base/place.hpp"
#include "chat/faq_robot.hpp"
#include "chat/mentions.hpp"
#include "chat/text.hpp"

namespace webchats::chat {

namespace {

constexpr std::chrono::milliseconds between_edits{650};
constexpr std::size_t most_under_way = 32;
constexpr std::string_view goes_on = " …";
constexpr std::size_t longest_note = 80;  // bytes; what is put behind an answer

/// `text` as far as a message may be long, with room for a note behind it.
std::string fitted(std::string_view text, const limits& bounds) {
  std::size_t end = 0;
  for (std::size_t points = 0; end < text.size(); ++points) {
    std::size_t next = end;
    if (!next_code_point(text, next)) break;
    if (points + longest_note >= bounds.text_code_points || next + longest_note > bounds.text_bytes) break;
    end = next;
  }
  return std::string(text.substr(0, end));
}

constexpr wording later_please{"I am asked too much at once. Please ask again in {} seconds.",
                               "问我的问题太多了，请在 {} 秒后再问。", "問我的問題太多了，請在 {} 秒後再問。"};
constexpr wording broke_off{"(The answer broke off. Please ask again.)", "（回答中断了，请再问一次。）",
                            "（回答中斷了，請再問一次。）"};
constexpr wording withheld{"(This answer holds words that are not allowed here.)", "（这个回答含有这里不允许的词语。）",
                           "（這個回答含有這裡不允許的詞語。）"};
constexpr wording greeting{"Hello", "你好", "你好"};

/// Whether "@大白" stands in `text`.
bool names_robot(std::string_view text) {
  if (text.find(room_robot::name) == std::string_view::npos) return false;
  const auto key = name_key(room_robot::name);
  return std::ranges::any_of(names_in(text).people, [&](const mention_candidates& each) {
    return std::ranges::find(each.keys, key) != each.keys.end();
  });
}

}  // namespace

/// The message that answers one question. Lives in the coroutine that answers.
class room_robot::reply {
 public:
  reply(room_robot& owner, user self, const message& asked, watcher watch)
      : owner_(owner), self_(std::move(self)), asked_(asked), watch_(std::move(watch)) {}

  void show(sign what) const {
    if (watch_) watch_(what, self_);
  }

  /// Shows how far the answer has come, if that was not done just now. Refuses when it cannot go on: the message is
  /// deleted, the room is closed, the text is too long or not allowed.
  flow<void> grow(std::string so_far) {
    const auto now = owner_.clock_.steady();
    const auto shown = trimmed(so_far);
    latest_ = fitted(shown, owner_.limits_);
    if (latest_.size() < shown.size()) co_return refuse(too_large{});
    if (is_blank(latest_) || (seq_ && now - grown_ < between_edits)) co_return outcome<void>{};
    grown_ = now;
    co_return co_await put(latest_ + std::string(goes_on), text_end::open);
  }

  /// Ends the message with the whole answer.
  flow<void> finish(std::string text) {
    latest_ = fitted(trimmed(text), owner_.limits_);
    if (is_blank(latest_)) latest_ = "…";
    co_return co_await put(latest_, text_end::reached);
  }

  /// Ends it where it is, and says so.
  flow<void> end_early(refusal why, language spoken) {
    const bool too_long = std::holds_alternative<too_large>(why);
    const std::string note(too_long ? goes_on : broke_off.in(spoken));
    co_return co_await put(too_long || latest_.empty() ? latest_ + note : latest_ + "\n" + note, text_end::reached);
  }
  flow<void> replace(std::string_view text) { co_return co_await put(std::string(text), text_end::reached); }

 private:
  flow<void> put(std::string text, text_end end) {
    if (!seq_) {
      draft sent;
      sent.room = asked_.room;
      sent.text = std::move(text);
      sent.reply_to = asked_.seq;
      sent.thread = asked_.thread;
      sent.growing = end == text_end::open;
      const auto posted = co_await owner_.messages_.post(self_.id, std::move(sent));
      if (!posted) co_return std::unexpected(posted.error());
      show(sign::speaks);
      seq_ = posted->seq;
      co_return outcome<void>{};
    }
    const auto admitted = owner_.words_.admit(text);
    if (!admitted) co_return std::unexpected(admitted.error());
    const auto stored =
        co_await owner_.changes_.grow(self_.id, asked_.room, *seq_, std::move(text), end, owner_.clock_.now());
    if (!stored) co_return std::unexpected(stored.error());
    co_return outcome<void>{};
  }

  room_robot& owner_;
  user self_;
  const message& asked_;
  watcher watch_;
  std::string latest_;
  std::optional<seq_no> seq_;
  std::chrono::steady_clock::time_point grown_;
};

room_robot::room_robot(robot_repository& repository, robot_talk& talk, messages& rooms,
                       message_change_repository& changes, const clock& time, const limits& bounds,
                       const word_screen& words)
    : repository_(repository),
      talk_(talk),
      messages_(rooms),
      changes_(changes),
      clock_(time),
      limits_(bounds),
      words_(words),
      apologies_(bounds.robot_apologies),
      direct_(std::vector<room_id>{}) {
  if (auto account = repository_.load()) {
    self_ = account->who.id.value;
    std::ranges::sort(account->direct);
    direct_.publish(std::move(account->direct));
  }
}

std::optional<message> room_robot::question_in(const notice& change) {
  if (const auto* made = std::get_if<room_created>(&change)) learn(*made);
  const auto* posted = std::get_if<message_posted>(&change);
  if (posted == nullptr || !is_asked(posted->message)) return std::nullopt;
  return posted->message;
}

void room_robot::learn(const room_created& made) {
  const user_id self{self_.load()};
  if (self.value == 0 || made.room.kind != room_kind::direct || made.members.size() != 2) return;
  if (std::ranges::find(made.members, self) == made.members.end()) return;
  const std::lock_guard lock(learning_);
  auto rooms = *direct_.now();
  rooms.insert(std::ranges::upper_bound(rooms, made.room.id), made.room.id);
  direct_.publish(std::move(rooms));
}

bool room_robot::is_asked(const message& said) const {
  if (said.kind != message_kind::text || said.author.role == server_role::bot || is_blank(said.text)) return false;
  return names_robot(said.text) || std::ranges::binary_search(*direct_.now(), said.room);
}

boost::asio::awaitable<void> room_robot::answer(message asked, watcher watch) {
  const base::place mine(under_way_);
  if (!mine.within(most_under_way)) co_return;
  const auto wait = talk_.take(asked.author.id, asked.room);
  if (wait && apologies_.refuse(asked.room, clock_.steady())) co_return;
  const auto entered = co_await repository_.enter(asked.room, asked.author.id, std::string(name), clock_.now());
  if (!entered) co_return;
  const auto self = entered->self.id;
  self_ = self.value;

  question about{.text = without_robot_name(asked.text), .asker = asked.author};
  about.language = language_of(about.text, language_of_tag(entered->asker_speaks).value_or(language::simplified));
  reply given(*this, entered->self, asked, std::move(watch));
  if (wait) {
    std::ignore =
        co_await given.finish(fmt::format(fmt::runtime(later_please.in(about.language)), wait->retry_after.count()));
    co_return;
  }
  if (is_blank(about.text)) about.text = greeting.in(about.language);
  about.before = co_await talk_before(self, asked);
  about.grows = [&given](std::string so_far) { return given.grow(std::move(so_far)); };
  const auto spoken = about.language;
  if (talk_.has_model()) given.show(sign::thinks);
  auto text = co_await talk_.answer(std::move(about));
  auto ended = text ? co_await given.finish(std::move(*text)) : co_await given.end_early(text.error(), spoken);
  if (!ended && std::holds_alternative<blocked_word>(ended.error()))
    ended = co_await given.replace(withheld.in(spoken));
}

boost::asio::awaitable<std::vector<earlier_line>> room_robot::talk_before(user_id self, message asked) {
  std::vector<earlier_line> lines;
  const auto page =
      co_await messages_.history(self, asked.room, {.before = asked.seq, .after = {}, .limit = limits_.page_longest});
  if (!page) co_return lines;
  const bool direct = std::ranges::binary_search(*direct_.now(), asked.room);
  std::size_t bytes = 0;
  for (auto said = page->messages.rbegin(); said != page->messages.rend(); ++said) {
    if (lines.size() == limits_.robot_context || said->kind == message_kind::system || said->text.empty()) continue;
    const bool own = said->author.id == self;
    const bool same_thread = said->thread == asked.thread || (asked.thread.value != 0 && said->seq == asked.thread);
    if (!same_thread || !(own || direct || asked.thread.value != 0 || names_robot(said->text))) continue;
    bytes += said->text.size();
    if (bytes > limits_.robot_context_bytes) break;
    lines.push_back({.by = own ? earlier_line::speaker::robot : earlier_line::speaker::person,
                     .name = said->author.name,
                     .text = said->text});
  }
  std::ranges::reverse(lines);
  co_return lines;
}

std::string without_robot_name(std::string_view text) {
  std::string rest(text);
  for (const std::string_view sign : {"@", "＠"}) {
    const auto called = std::string(sign) + std::string(room_robot::name);
    if (const auto at = rest.find(called); at != std::string::npos) {
      rest.erase(at, called.size());
      break;
    }
  }
  return std::string(trimmed(rest));
}

}  // namespace webchats::chat
