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

std::string name_of_value(std::size_t at) { return fmt::format("v{}", at); }

bool is_text(const field& of) noexcept { return of.kind == value_kind::text; }

std::string select_of(const record_kind& kind) {
  std::vector<std::string_view> columns;
  for (const auto& each : kind.fields) columns.push_back(each.column);
  return fmt::format("select {} from {}{}{} order by {}", fmt::join(columns, ", "), kind.table,
                     kind.condition.empty() ? "" : " where ", kind.condition, kind.order);
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
    : kind_(kind), cells_(kind.fields.size()), statement_(sql.session()) {
  for (std::size_t at = 0; at < cells_.size(); ++at) {
    auto& each = cells_[at];
    if (is_text(kind.fields[at])) {
      statement_.exchange(soci::into(each.text, each.state));
    } else {
      statement_.exchange(soci::into(each.number, each.state));
    }
  }
  statement_.alloc();
  statement_.prepare(select_of(kind));
  statement_.define_and_bind();
}

void record_reader::each(const std::function<void(const boost::json::object&)>& visit) {
  for (bool more = statement_.execute(true); more; more = statement_.fetch()) {
    boost::json::object line;
    line.reserve(cells_.size() + 1);
    line["type"] = kind_.name;
    for (std::size_t at = 0; at < cells_.size(); ++at) {
      const auto& of = kind_.fields[at];
      if (auto value = value_of(of, cells_[at])) line[of.name] = std::move(*value);
    }
    visit(line);
  }
}

record_writer::record_writer(store::connection& sql, const record_kind& kind)
    : kind_(kind), cells_(kind.fields.size()), statement_(sql.session()) {
  for (std::size_t at = 0; at < cells_.size(); ++at) {
    auto& each = cells_[at];
    const auto name = name_of_value(at);
    if (is_text(kind.fields[at])) {
      statement_.exchange(soci::use(each.text, each.state, name));
    } else {
      statement_.exchange(soci::use(each.number, each.state, name));
    }
  }
  statement_.alloc();
  statement_.prepare(insert_of(kind));
  statement_.define_and_bind();
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
