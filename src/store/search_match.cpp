#include "store/search_match.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

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

std::string quoted(std::string_view terms) { return fmt::format("\"{}\"", terms); }

std::string phrase_of(const chat::search_phrase& phrase) {
  return quoted(fmt::format("{}", fmt::join(phrase.terms, " "))) + (phrase.last == chat::ending::prefix ? " *" : "");
}

/// "(a OR b)"; nothing of nothing.
void add_any(std::vector<std::string>& clauses, const std::vector<std::string>& alternatives) {
  if (!alternatives.empty()) clauses.push_back(fmt::format("({})", fmt::join(alternatives, " OR ")));
}

/// What people write to call `name`, or everybody.
std::vector<std::string> calls_of(std::string_view name) {
  std::vector<std::string> calls;
  for (const std::string_view called : {name, "all"sv, "here"sv, "所有人"sv, "在线"sv}) {
    std::string terms(chat::at_term);
    chat::append_terms(terms, called);
    if (terms != chat::at_term) calls.push_back(quoted(terms));
  }
  return calls;
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

std::string match_expression(const chat::search_query& query, const message_match& found) {
  std::vector<std::string> clauses;
  for (const auto& each : query.wanted) clauses.push_back(phrase_of(each));
  for (const auto mark : query.marks) {
    if (const auto term = mark_term(mark); !term.empty()) clauses.push_back(quoted(term));
  }
  if (query.mentions_me) add_any(clauses, calls_of(found.my_name));
  std::vector<std::string> alternatives;
  for (const auto author : found.authors) alternatives.push_back(quoted(author_term(author)));
  add_any(clauses, alternatives);
  alternatives.clear();
  for (const auto room : found.rooms) alternatives.push_back(quoted(room_term(room)));
  add_any(clauses, alternatives);
  if (clauses.empty()) return {};

  auto expression = fmt::format("{}", fmt::join(clauses, " AND "));
  if (query.unwanted.empty()) return expression;
  std::vector<std::string> unwanted;
  for (const auto& each : query.unwanted) unwanted.push_back(phrase_of(each));
  return fmt::format("({}) NOT ({})", expression, fmt::join(unwanted, " OR "));
}

}  // namespace webchats::store
