#include "chat/word_list.hpp"

#include <algorithm>
#include <utility>

#include "chat/permissions.hpp"
#include "chat/secrets.hpp"
#include "chat/text.hpp"

namespace webchats::chat {

namespace {

constexpr std::size_t version_length = 16;  // hexadecimal digits of a hash: no two lists meet by chance

std::string version_of(const std::vector<filtered_word>& words) {
  std::string all;
  for (const auto& each : words) {
    all.append(each.text).append(1, '\n').append(1, static_cast<char>('0' + static_cast<int>(each.action)));
  }
  return sha256_hex(all).substr(0, version_length);
}

/// By text, none twice.
outcome<std::vector<filtered_word>> ordered(std::vector<filtered_word> words, const limits& bounds) {
  if (words.size() > bounds.filtered_words) {
    return refuse(invalid{field::word, rule::too_long, bounds.filtered_words});
  }
  for (auto& each : words) {
    if (const auto broken = check_length(field::word, each.text, word_filter::longest_word)) return refuse(*broken);
    each.text = clean_name(each.text);
    if (!word_filter::findable(each.text)) return refuse(invalid{field::word, rule::required});
  }
  std::ranges::sort(words, [](const filtered_word& one, const filtered_word& other) {
    return one.text != other.text ? one.text < other.text : one.action > other.action;
  });
  const auto twins = std::ranges::unique(words, {}, &filtered_word::text);
  words.erase(twins.begin(), twins.end());
  return words;
}

/// What makes `to` out of `from`; both are ordered.
word_changes between(const std::vector<filtered_word>& from, const std::vector<filtered_word>& to) {
  word_changes changes{.put = {}, .removed = {}, .total = to.size()};
  auto old = from.begin();
  for (const auto& each : to) {
    for (; old != from.end() && old->text < each.text; ++old) changes.removed.push_back(old->text);
    const bool known = old != from.end() && old->text == each.text;
    if (!known || old->action != each.action) changes.put.push_back(each);
    if (known) ++old;
  }
  for (; old != from.end(); ++old) changes.removed.push_back(old->text);
  return changes;
}

}  // namespace

word_list::word_list(word_repository& repository, word_screen& screen, const clock& time, const limits& bounds)
    : repository_(repository), screen_(screen), clock_(time), limits_(bounds), turns_(16, 1) {
  screen_.publish(repository_.load());
}

outcome<listed_words> word_list::now(const user& actor) const {
  if (!may(server_action::manage_settings, actor.role)) return refuse(forbidden{});
  const auto filter = screen_.now();
  return listed_words{filter->words(), version_of(filter->words())};
}

flow<listed_words> word_list::replace(user actor, std::vector<filtered_word> words,
                                      std::optional<std::string> version) {
  if (!may(server_action::manage_settings, actor.role)) co_return refuse(forbidden{});
  auto wanted = ordered(std::move(words), limits_);
  if (!wanted) co_return std::unexpected(wanted.error());
  const auto turn = co_await turns_.enter("words");
  if (!turn) co_return std::unexpected(turn.error());

  const auto before = screen_.now();
  if (version && *version != version_of(before->words())) co_return refuse(conflict{});
  auto changes = between(before->words(), *wanted);
  listed_words answer{std::move(*wanted), {}};
  answer.version = version_of(answer.words);
  if (changes.put.empty() && changes.removed.empty()) co_return answer;
  const auto stored = co_await repository_.change(actor.id, std::move(changes), clock_.now());
  if (!stored) co_return std::unexpected(stored.error());
  screen_.publish(answer.words);
  co_return answer;
}

}  // namespace webchats::chat
