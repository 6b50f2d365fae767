#include "chat/digests.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "chat/calm.hpp"
#include "chat/mails.hpp"
#include "chat/text.hpp"

namespace webchats::chat {

namespace {

/// The beginning of a text on one line.
std::string excerpt(std::string_view text, std::size_t most) {
  std::string line;
  for (const char c : beginning_of(text, most)) {
    const bool space = c == ' ' || c == '\n' || c == '\r' || c == '\t';
    if (!space) line += c;
    if (space && !line.empty() && !line.ends_with(' ')) line += ' ';
  }
  if (line.ends_with(' ')) line.pop_back();
  return beginning_of(text, most).size() < text.size() ? line + "…" : line;
}

/// Before then, `found` is not to be told.
instant not_before(const digest& found, instant now, const limits& bounds) {
  const auto awake = now + left_of_quiet(calm_of(found.to), now).value_or(std::chrono::minutes(0));
  return std::max<instant>({awake, found.last + bounds.digest_pause, found.first + bounds.digest_after});
}

}  // namespace

digests::digests(const letter_writer& words, digest_repository& repository, const settings& chosen, std::string page,
                 absence away, const clock& time, const limits& bounds)
    : words_(words),
      repository_(repository),
      settings_(chosen),
      page_(std::move(page)),
      away_(std::move(away)),
      clock_(time),
      limits_(bounds) {}

void digests::looked(user_id who) {
  const std::lock_guard lock(mutex_);
  if (looks_.size() >= most_looks) looks_.clear();
  looks_[who] = clock_.now();
}

instant digests::last_look(user_id who) const {
  const std::lock_guard lock(mutex_);
  const auto found = looks_.find(who);
  return found == looks_.end() ? instant{} : found->second;
}

flow<std::optional<letter>> digests::letter_of(const delivery& asked) {
  const auto found = co_await repository_.due(asked, last_look({asked.target}), limits_.digest_messages);
  if (!found) co_return std::unexpected(found.error());
  const auto& person = found->to;
  // Addresses that came from elsewhere may be none.
  if (check_email(person.email, limits_)) co_return refuse(not_found{});
  if (!away_(person.who.id) || person.presence == chosen_presence::dnd) co_return refuse(not_found{});
  const auto now = clock_.now();
  if (const auto next = not_before(*found, now, limits_); next > now) {
    const auto done = co_await repository_.put_off(asked, next);
    if (!done) co_return std::unexpected(done.error());
    co_return std::nullopt;
  }
  co_return written(asked, *found);
}

letter digests::written(const delivery& asked, const digest& found) const {
  std::vector<missed_line> lines;
  for (const auto& each : found.newest) {
    lines.push_back({.author = each.author,
                     .room = each.kind == room_kind::direct ? std::string() : each.room_name,
                     .text = excerpt(each.text, limits_.digest_text),
                     .files = each.files,
                     .link = fmt::format("{}/rooms/{}?at={}", page_, each.room.value, each.seq.value)});
  }
  const auto server = settings_.now()->name;
  const auto settings_link = page_ + "/me";
  auto made = words_.missed({.language = letter_language(found.to.language, language::english),
                             .server = server,
                             .person = found.to.who.name,
                             .lines = lines,
                             .more = found.missed - static_cast<std::int64_t>(lines.size()),
                             .settings = settings_link});
  made.id = asked.token;
  made.sender_name = server;
  made.to = found.to.email;
  made.unsubscribe = settings_link;
  return made;
}

flow<void> digests::sent(const delivery& told) { co_return co_await repository_.sent(told, clock_.now()); }

}  // namespace webchats::chat
