#include "store/search_match.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <string_view>
#include <utility>

#include "chat/search_text.hpp"

namespace webchats::store {

namespace {

using namespace std::string_view_literals;

std::string room_term(chat::room_id room) { return fmt::format("§r{}", room.value); }
std::string author_term(chat::user_id author) { return fmt::format("§u{}", author.value); }

std::string_view mark_term(chat::search_mark mark) {
  switch (mark) {
    case chat::search_mark::image:
      return "§image";
    case chat::search_mark::file:
      return "§file";
    case chat::search_mark::link:
      return "§link";
    case chat::search_mark::reaction:
      return {};  // comes and goes without the message being indexed again
  }
  return {};
}

chat::search_phrase term_phrase(std::string term) { return {{std::move(term)}, chat::ending::whole}; }

/// What people write to call `name`, or everybody.
std::vector<chat::search_phrase> calls_of(std::string_view name) {
  std::vector<chat::search_phrase> calls;
  for (const std::string_view called : {name, "all"sv, "here"sv, "所有人"sv, "在线"sv}) {
    std::vector<std::string> terms{std::string(chat::at_term)};
    for (auto& each : chat::terms_of(called, std::numeric_limits<std::size_t>::max())) {
      terms.push_back(std::move(each.folded));
    }
    if (terms.size() > 1) calls.push_back({std::move(terms), chat::ending::whole});
  }
  return calls;
}

/// Each of `all` as `render` says, with `between` them; in parentheses when there are several.
template <class Items, class Render>
std::string joined(const Items& all, std::string_view between, Render render) {
  std::vector<std::string> parts;
  for (const auto& each : all) parts.push_back(render(each));
  return parts.size() == 1 ? parts.front() : fmt::format("({})", fmt::join(parts, between));
}

std::string fts5_phrase(const chat::search_phrase& phrase) {
  return fmt::format("\"{}\"{}", fmt::join(phrase.terms, " "), phrase.last == chat::ending::prefix ? " *" : "");
}

std::string fts5_expression(const search_condition& condition) {
  std::vector<std::string> clauses;
  for (const auto& each : condition.wanted) clauses.push_back(joined(each, " OR ", fts5_phrase));
  auto expression = fmt::format("{}", fmt::join(clauses, " AND "));
  if (condition.unwanted.empty()) return expression;
  std::vector<std::string> unwanted;
  for (const auto& each : condition.unwanted) unwanted.push_back(fts5_phrase(each));
  return fmt::format("({}) NOT ({})", expression, fmt::join(unwanted, " OR "));
}

/// Whether the terms alone do not say it: they may stand in another order.
bool is_row(const chat::search_phrase& phrase) { return phrase.terms.size() > 1; }

/// The phrase is in the document, which begins and ends with a space.
std::string in_document(const chat::search_phrase& phrase) {
  return fmt::format("s.document like '% {}{}%'", fmt::join(phrase.terms, " "),
                     phrase.last == chat::ending::prefix ? "" : " ");
}

/// All terms of the phrase, as `tsquery` says it, within a literal of SQL.
std::string tsquery_phrase(const chat::search_phrase& phrase) {
  std::string text = fmt::format("''{}''", fmt::join(phrase.terms, "'' & ''"));
  if (phrase.last == chat::ending::prefix) text += ":*";
  return is_row(phrase) ? fmt::format("({})", text) : text;
}

std::string postgresql_condition(const search_condition& condition) {
  std::vector<std::string> clauses;
  for (const auto& each : condition.wanted) clauses.push_back(joined(each, " | ", tsquery_phrase));
  auto text = fmt::format("s.terms @@ cast('{}' as tsquery)", fmt::join(clauses, " & "));
  for (const auto& each : condition.wanted) {
    if (std::ranges::any_of(each, is_row)) text += " and " + joined(each, " or ", in_document);
  }
  return text;
}

std::string mariadb_phrase(const chat::search_phrase& phrase) {
  std::string text;
  for (const auto& term : phrase.terms) {
    const bool begins = phrase.last == chat::ending::prefix && &term == &phrase.terms.back();
    text += fmt::format("{}exists (select t.id from search_terms t where t.term {}{}' and t.id = s.id)",
                        text.empty() ? "" : " and ", begins ? "like '" : "= '", begins ? term + '%' : term);
  }
  return is_row(phrase) ? fmt::format("({} and {})", text, in_document(phrase)) : text;
}

std::string mariadb_condition(const search_condition& condition) {
  std::vector<std::string> clauses;
  for (const auto& each : condition.wanted) clauses.push_back(joined(each, " or ", mariadb_phrase));
  return fmt::format("{}", fmt::join(clauses, " and "));
}

}  // namespace

std::string document_of(const chat::message& said) {
  auto terms = room_term(said.room) + ' ' + author_term(said.author.id);
  const auto add = [&](chat::search_mark mark) { terms.append(" ").append(mark_term(mark)); };
  const auto is_image = [](const chat::file& each) { return each.type.starts_with("image/"); };
  if (std::ranges::any_of(said.attachments, is_image)) add(chat::search_mark::image);
  if (!std::ranges::all_of(said.attachments, is_image)) add(chat::search_mark::file);
  if (chat::has_link(said.text)) add(chat::search_mark::link);
  chat::append_terms(terms, said.text);
  return terms;
}

search_condition condition_of(const chat::search_query& query, const message_match& found) {
  search_condition condition{.wanted = {}, .unwanted = query.unwanted};
  const auto want = [&](std::vector<chat::search_phrase> alternatives) {
    if (!alternatives.empty()) condition.wanted.push_back(std::move(alternatives));
  };
  for (const auto& each : query.wanted) want({each});
  for (const auto mark : query.marks) {
    if (const auto term = mark_term(mark); !term.empty()) want({term_phrase(std::string(term))});
  }
  if (query.mentions_me) want(calls_of(found.my_name));
  std::vector<chat::search_phrase> alternatives;
  for (const auto author : found.authors) alternatives.push_back(term_phrase(author_term(author)));
  want(std::exchange(alternatives, {}));
  for (const auto room : found.rooms) alternatives.push_back(term_phrase(room_term(room)));
  want(std::move(alternatives));
  return condition;
}

std::string match_expression(dialect which, const search_condition& condition) {
  if (which == dialect::sqlite) return fts5_expression(condition);
  auto text = which == dialect::postgresql ? postgresql_condition(condition) : mariadb_condition(condition);
  for (const auto& each : condition.unwanted) text += " and not " + in_document(each);
  return text;
}

}  // namespace webchats::store
