#include "chat/search.hpp"

#include <utility>

#include "chat/pinyin.hpp"
#include "chat/text.hpp"

namespace webchats::chat {

namespace {

std::optional<invalid> check_search(std::string_view text, std::size_t limit, const limits& bounds) {
  if (const auto broken = check_length(field::text, text, bounds.search_text)) return broken;
  if (limit < 1 || limit > bounds.search_longest)
    return invalid{field::limit, rule::out_of_range, bounds.search_longest};
  return std::nullopt;
}

}  // namespace

search::search(search_repository& repository, const clock& time, const limits& bounds)
    : repository_(repository), clock_(time), limits_(bounds), searches_(bounds.searches) {}

flow<search_page> search::messages(user_id asker, search_request asked) {
  if (const auto broken = check_search(asked.text, asked.limit, limits_)) co_return refuse(*broken);
  if (const auto wait = searches_.refuse(asker, clock_.steady())) co_return refuse(rate_limited{*wait});
  auto query = parse_query(asked.text, asked.east_of_utc);
  search_page page;
  if (query.empty()) co_return page;
  auto found =
      co_await repository_.find_messages({asker, query, asked.room, asked.before, asked.limit, limits_.search_time});
  if (!found) co_return std::unexpected(found.error());
  page.more = found->more;
  for (auto& each : found->messages) {
    auto highlights = highlights_of(each.text, query);
    page.hits.push_back({std::move(each), std::move(highlights)});
  }
  co_return page;
}

flow<std::vector<user>> search::people(user_id asker, std::string text, std::size_t limit) {
  if (const auto broken = check_search(text, limit, limits_)) co_return refuse(*broken);
  if (const auto wait = searches_.refuse(asker, clock_.steady())) co_return refuse(rate_limited{*wait});
  auto typed = typed_key(text);
  if (typed.empty()) co_return std::vector<user>{};
  co_return co_await repository_.find_people(std::move(typed), limit);
}

}  // namespace webchats::chat
