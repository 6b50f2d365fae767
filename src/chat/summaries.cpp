#include "chat/summaries.hpp"

#include <algorithm>
#include <utility>

namespace webchats::chat {

namespace {

/// One message, on one line: nobody may seem to have said what another wrote.
std::string line_of(const message& said) {
  std::string line = said.author.name + ": " + said.text;
  std::ranges::replace(line, '\n', ' ');
  std::ranges::replace(line, '\r', ' ');
  return line + '\n';
}

}  // namespace

std::string transcript_of(const std::vector<message>& said, std::size_t most_bytes) {
  std::vector<std::string> lines;
  std::size_t bytes = 0;
  for (auto each = said.rbegin(); each != said.rend(); ++each) {
    if (each->kind == message_kind::system || each->text.empty()) continue;
    auto line = line_of(*each);
    bytes += line.size();
    if (bytes > most_bytes) break;
    lines.push_back(std::move(line));
  }
  std::string all;
  for (auto line = lines.rbegin(); line != lines.rend(); ++line) all += *line;
  return all;
}

flow<std::string> summaries::of(user reader, room_id room, language spoken) {
  const auto joined = co_await rooms_.get(reader.id, room);
  if (!joined) co_return std::unexpected(joined.error());
  const auto unread = static_cast<std::size_t>(std::max<std::int64_t>(joined->where().unread(), 0));
  const auto count =
      std::min({unread > 0 ? unread : limits_.summary_usual, limits_.summary_messages, limits_.page_longest});
  const auto page = co_await messages_.history(reader.id, room, {.before = {}, .after = {}, .limit = count});
  if (!page) co_return std::unexpected(page.error());
  auto text = transcript_of(page->messages, limits_.summary_bytes);
  if (text.empty()) co_return std::string();
  if (const auto wait = talk_.take(reader.id, room)) co_return refuse(*wait);
  co_return co_await talk_.summary({.text = std::move(text), .language = spoken, .asker = std::move(reader)});
}

}  // namespace webchats::chat
