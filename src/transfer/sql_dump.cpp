#include "transfer/sql_dump.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "transfer/failure.hpp"

namespace webchats::transfer {

namespace {

constexpr std::size_t most_columns = 1'000;

bool is_word(const dump_token& token, std::string_view wanted) {
  const auto same = [](char a, char b) { return (a >= 'a' && a <= 'z' ? a - 'a' + 'A' : a) == b; };
  return token.what == dump_token::kind::word && std::ranges::equal(token.text, wanted, same);
}

bool is_mark(const dump_token& token, std::string_view wanted) {
  return token.what == dump_token::kind::mark && token.text == wanted;
}

bool is_name(const dump_token& token) {
  return token.what == dump_token::kind::name || token.what == dump_token::kind::word;
}

/// What a part of `create table` begins with that is no column.
bool begins_key(const dump_token& token) {
  constexpr std::array<std::string_view, 9> words{"PRIMARY", "UNIQUE",  "KEY",        "INDEX", "FULLTEXT",
                                                  "SPATIAL", "FOREIGN", "CONSTRAINT", "CHECK"};
  return std::ranges::any_of(words, [&](std::string_view each) { return is_word(token, each); });
}

}  // namespace

void sql_dump_reader::each(const std::function<void(const table_row&)>& visit) {
  try {
    for (step(); now_.what != kind::end; step()) {
      if (is_word(now_, "CREATE")) {
        read_table();
      } else if (is_word(now_, "INSERT") || is_word(now_, "REPLACE")) {
        read_insert(visit);
      }
      skip_statement();
    }
  } catch (const failure& wrong) {
    throw failure(fmt::format("line {}: {}", words_.line(), wrong.what()));
  }
}

void sql_dump_reader::skip_statement() {
  while (now_.what != kind::end && !is_mark(now_, ";")) step();
}

void sql_dump_reader::expect(std::string_view mark) {
  if (!is_mark(now_, mark)) throw failure(fmt::format("\"{}\" stands where \"{}\" should", now_.text, mark));
  step();
}

std::string sql_dump_reader::take_table() {
  if (!is_name(now_)) throw failure("the name of a table is missing");
  std::string name;
  do {
    name = now_.text;
    step();
    if (is_word(now_, ".")) step();  // `database`.`table`
  } while (now_.what == kind::name);
  return name;
}

void sql_dump_reader::read_table() {
  step();
  if (!is_word(now_, "TABLE")) return;
  step();
  while (is_word(now_, "IF") || is_word(now_, "NOT") || is_word(now_, "EXISTS")) step();
  const auto table = take_table();
  if (!is_mark(now_, "(")) return;  // like another one
  auto& columns = columns_[table];
  columns.clear();
  std::size_t depth = 1;
  bool first = true;
  for (step(); depth > 0 && now_.what != kind::end; step()) {
    if (first && is_name(now_) && !begins_key(now_)) columns.push_back(now_.text);
    first = depth == 1 && is_mark(now_, ",");
    if (is_mark(now_, "(")) ++depth;
    if (is_mark(now_, ")")) --depth;
    if (columns.size() > most_columns) throw failure(fmt::format("the table {} has too many columns", table));
  }
}

void sql_dump_reader::read_insert(const std::function<void(const table_row&)>& visit) {
  for (step();
       is_word(now_, "IGNORE") || is_word(now_, "INTO") || is_word(now_, "LOW_PRIORITY") || is_word(now_, "DELAYED");
       step()) {
  }
  const auto table = take_table();
  std::vector<std::string> named;
  if (is_mark(now_, "(")) {
    for (step(); is_name(now_); step()) {
      named.push_back(now_.text);
      step();
      if (!is_mark(now_, ",")) break;
    }
    expect(")");
  }
  const auto& columns = named.empty() ? columns_[table] : named;
  if (columns.empty()) {
    throw failure(fmt::format("the columns of {} are unknown: make the dump without --no-create-info", table));
  }
  if (!is_word(now_, "VALUES") && !is_word(now_, "VALUE")) throw failure("VALUES is missing");
  std::vector<std::optional<std::string>> values;
  do {
    step();
    read_row(values);
    if (values.size() != columns.size()) {
      throw failure(
          fmt::format("a row of {} has {} values, the table {} columns", table, values.size(), columns.size()));
    }
    visit({table, columns, values});
  } while (is_mark(now_, ","));
}

void sql_dump_reader::read_row(std::vector<std::optional<std::string>>& values) {
  values.clear();
  expect("(");
  for (;;) {
    // _binary 'text', _utf8mb4 'text'
    if (now_.what == kind::word && now_.text.starts_with('_')) step();
    if (now_.what != kind::word && now_.what != kind::text) throw failure("a value is missing");
    if (is_word(now_, "NULL")) {
      values.emplace_back();
    } else {
      values.emplace_back(now_.text);
    }
    if (values.size() > most_columns) throw failure("a row has too many values");
    step();
    if (is_mark(now_, ")")) break;
    expect(",");
  }
  step();
}

}  // namespace webchats::transfer
