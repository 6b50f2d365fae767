#include "transfer/record.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <boost/json/value.hpp>

#include "transfer/failure.hpp"

namespace webchats::transfer {

namespace {

/// Databases behind a socket give a whole answer at once: this much of it.
constexpr std::size_t page_rows = 10'000;

std::string name_of_value(std::size_t at) { return fmt::format("v{}", at); }

bool is_text(const field& of) noexcept { return of.kind == value_kind::text; }

enum class page { first, next };

/// A page in the kind's order: from the beginning, or behind the values of `keys`.
std::string select_of(const record_kind& kind, const std::vector<std::size_t>& keys, page which) {
  std::vector<std::string_view> columns;
  for (const auto& each : kind.fields) columns.push_back(each.column);
  std::vector<std::string> conditions;
  if (!kind.condition.empty()) conditions.emplace_back(kind.condition);
  if (which == page::next) {
    std::vector<std::string> values;
    for (const auto at : keys) values.push_back(':' + name_of_value(at));
    const bool one = keys.size() == 1;
    conditions.push_back(
        fmt::format(fmt::runtime(one ? "{} > {}" : "({}) > ({})"), kind.order, fmt::join(values, ", ")));
  }
  return fmt::format("select {} from {}{}{} order by {} limit {}", fmt::join(columns, ", "), kind.table,
                     conditions.empty() ? "" : " where ", fmt::join(conditions, " and "), kind.order, page_rows);
}

/// The places of the fields by which a kind is sorted.
std::vector<std::size_t> keys_of(const record_kind& kind) {
  std::vector<std::size_t> keys;
  for (auto rest = kind.order; !rest.empty();) {
    const auto end = std::min(rest.find(','), rest.size());
    const auto found = std::ranges::find(kind.fields, rest.substr(0, end), &field::column);
    keys.push_back(static_cast<std::size_t>(found - kind.fields.begin()));
    rest.remove_prefix(std::min(end + 2, rest.size()));
  }
  return keys;
}

void bind_out(const record_kind& kind, cells& values, soci::statement& statement) {
  for (std::size_t at = 0; at < values.size(); ++at) {
    auto& each = values[at];
    if (is_text(kind.fields[at])) {
      statement.exchange(soci::into(each.text, each.state));
    } else {
      statement.exchange(soci::into(each.number, each.state));
    }
  }
}

void bind_in(const field& of, cell& value, std::size_t at, soci::statement& statement) {
  const auto name = name_of_value(at);
  if (is_text(of)) {
    statement.exchange(soci::use(value.text, value.state, name));
  } else {
    statement.exchange(soci::use(value.number, value.state, name));
  }
}

void make_ready(soci::statement& statement, const std::string& text) {
  statement.alloc();
  statement.prepare(text);
  statement.define_and_bind();
}

std::string insert_of(const record_kind& kind) {
  std::vector<std::string_view> columns;
  std::vector<std::string> names;
  for (const auto& each : kind.fields) {
    columns.push_back(each.column);
    names.push_back(':' + name_of_value(names.size()));
  }
  return fmt::format("insert into {} ({}) values ({})", kind.table, fmt::join(columns, ", "), fmt::join(names, ", "));
}

/// The value of a line, or nothing when the line goes without it.
std::optional<boost::json::value> value_of(const field& of, const cell& from) {
  if (from.state == soci::i_null) return std::nullopt;
  const bool needed = of.absent != absence::zero;
  if (is_text(of)) return needed || !from.text.empty() ? std::optional<boost::json::value>(from.text) : std::nullopt;
  if (!needed && from.number == 0) return std::nullopt;
  if (of.kind == value_kind::flag) return from.number != 0;
  if (of.kind != value_kind::choice) return static_cast<std::int64_t>(from.number);
  if (from.number < 0 || static_cast<std::size_t>(from.number) >= of.choices.size()) {
    throw failure(fmt::format("the database holds the unknown {} {}", of.name, from.number));
  }
  return boost::json::value(of.choices[static_cast<std::size_t>(from.number)]);
}

[[noreturn]] void refuse(const field& of, std::string_view wanted) {
  throw failure(fmt::format("\"{}\" must be {}", of.name, wanted));
}

store::integer number_of(const field& of, const boost::json::value& value, const known_ids& known) {
  if (of.kind == value_kind::flag) {
    if (!value.is_bool()) refuse(of, "true or false");
    return value.get_bool() ? 1 : 0;
  }
  if (of.kind == value_kind::choice) {
    const auto word = value.is_string() ? std::string_view(value.get_string()) : std::string_view();
    const auto found = std::ranges::find(of.choices, word);
    if (found == of.choices.end()) refuse(of, fmt::format("one of {}", fmt::join(of.choices, ", ")));
    return found - of.choices.begin();
  }
  if (!value.is_int64()) refuse(of, "a whole number");
  const store::integer number = value.get_int64();
  const bool person = of.kind == value_kind::user;
  const auto* ids = person ? &known.users : of.kind == value_kind::room ? &known.rooms : nullptr;
  if (ids != nullptr && !ids->contains(number)) {
    throw failure(fmt::format("\"{}\" is {}, but no line before this one has that {}", of.name, number,
                              person ? "user" : "room"));
  }
  return number;
}

void take(const field& of, const boost::json::value* value, const known_ids& known, cell& into) {
  into.number = 0;
  into.text.clear();
  into.state = soci::i_ok;
  if (value == nullptr) {
    if (of.absent == absence::error) throw failure(fmt::format("\"{}\" is missing", of.name));
    if (of.absent == absence::null) into.state = soci::i_null;
    return;
  }
  if (!is_text(of)) {
    into.number = number_of(of, *value, known);
    return;
  }
  if (!value->is_string()) refuse(of, "a text");
  into.text = std::string_view(value->get_string());
  // No database keeps it alike.
  if (into.text.contains('\0')) refuse(of, "a text without U+0000");
}

}  // namespace

record_reader::record_reader(store::connection& sql, const record_kind& kind)
    : kind_(kind),
      keys_(keys_of(kind)),
      row_(kind.fields.size()),
      last_(kind.fields.size()),
      first_page_(sql.session()),
      next_page_(sql.session()) {
  bind_out(kind, row_, first_page_);
  make_ready(first_page_, select_of(kind, keys_, page::first));
  bind_out(kind, row_, next_page_);
  for (const auto at : keys_) bind_in(kind.fields[at], last_[at], at, next_page_);
  make_ready(next_page_, select_of(kind, keys_, page::next));
}

void record_reader::each(const std::function<void(const boost::json::object&)>& visit) {
  std::size_t rows = page_rows;
  for (auto* page = &first_page_; rows == page_rows; page = &next_page_) {
    rows = 0;
    for (bool more = page->execute(true); more; more = page->fetch()) {
      ++rows;
      for (const auto at : keys_) last_[at] = row_[at];
      visit(line());
    }
  }
}

boost::json::object record_reader::line() const {
  boost::json::object made;
  made.reserve(row_.size() + 1);
  made["type"] = kind_.name;
  for (std::size_t at = 0; at < row_.size(); ++at) {
    const auto& of = kind_.fields[at];
    if (auto value = value_of(of, row_[at])) made[of.name] = std::move(*value);
  }
  return made;
}

record_writer::record_writer(store::connection& sql, const record_kind& kind)
    : kind_(kind), cells_(kind.fields.size()), statement_(sql.session()) {
  for (std::size_t at = 0; at < cells_.size(); ++at) bind_in(kind.fields[at], cells_[at], at, statement_);
  make_ready(statement_, insert_of(kind));
}

void record_writer::write(const boost::json::object& line, const known_ids& known) {
  std::size_t used = 1;  // "type"
  for (std::size_t at = 0; at < cells_.size(); ++at) {
    const auto* const value = line.if_contains(kind_.fields[at].name);
    if (value != nullptr) ++used;
    take(kind_.fields[at], value, known, cells_[at]);
  }
  if (used != line.size()) {
    for (const auto& member : line) {
      const auto is_it = [&](const field& of) { return of.name == std::string_view(member.key()); };
      if (member.key() == "type" || std::ranges::any_of(kind_.fields, is_it)) continue;
      throw failure(fmt::format("\"{}\" is unknown here", std::string_view(member.key())));
    }
  }
  statement_.execute(true);
}

}  // namespace webchats::transfer
