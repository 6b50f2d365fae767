#pragma once

#include <soci/soci.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "store/connection.hpp"

namespace webchats::store {

/// SQL knows one kind of whole number.
using integer = long long;

template <class... Values>
struct in {};
template <class... Values>
struct out {};

/// Whether a statement is run again and again, or once: then the server need not keep it, and has nothing left of one
/// that failed.
enum class lasts { kept, once };

/// A prepared statement: `query<in<integer, std::string>, out<integer>>`. Values are `integer` or `std::string`, bound
/// in the order in which their names come up; a result column is never null (say `coalesce`). Reads to the end of the
/// result, so that no read transaction stays open. Throws soci::soci_error. Stays where it is: the values are bound by
/// address.
template <class In, class Out = out<>>
class query;

template <class... Ins, class... Outs>
class query<in<Ins...>, out<Outs...>> {
 public:
  using row = std::tuple<Outs...>;

  query(connection& sql, const std::string& text, lasts how = lasts::kept) : statement_(sql.session()) {
    std::apply([this](auto&... value) { (statement_.exchange(soci::into(value)), ...); }, outs_);
    statement_.alloc();
    statement_.prepare(text,
                       how == lasts::kept ? soci::details::st_repeatable_query : soci::details::st_one_time_query);
    bind(std::index_sequence_for<Ins...>());
    statement_.define_and_bind();
  }
  query(const query&) = delete;
  query& operator=(const query&) = delete;

  /// Runs it; answers the number of rows it changed.
  std::size_t run(Ins... values) {
    each([](const Outs&...) {}, std::move(values)...);
    return static_cast<std::size_t>(statement_.get_affected_rows());
  }

  /// The first row.
  [[nodiscard]] std::optional<row> first(Ins... values) {
    std::optional<row> found;
    each(
        [&](const Outs&... columns) {
          if (!found) found.emplace(columns...);
        },
        std::move(values)...);
    return found;
  }

  /// Calls `visit(columns…)` for every row.
  template <class Visit>
  void each(Visit visit, Ins... values) {
    ins_ = std::tuple<Ins...>(std::move(values)...);
    for (bool more = statement_.execute(true); more; more = statement_.fetch()) std::apply(visit, outs_);
  }

 private:
  template <std::size_t... Index>
  void bind(std::index_sequence<Index...> /*values*/) {
    auto* const prepared = statement_.get_backend();
    // SQLite counts a name that is used twice once, the others twice.
    int position = 0;
    std::vector<std::string> names;
    while (names.size() < sizeof...(Ins)) {
      auto name = prepared->get_parameter_name(position++);
      if (std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
    }
    (statement_.exchange(soci::use(std::get<Index>(ins_), names[Index])), ...);
  }

  std::tuple<Ins...> ins_;
  row outs_;
  soci::statement statement_;
};

/// An insert of one row, or of none, that answers the id which the database gave to the row. For what is written often:
/// SQLite knows the id without `returning`, for which it would keep a table of its own each time.
template <class In>
class insertion;

template <class... Ins>
class insertion<in<Ins...>> {
 public:
  /// `text` is without `returning`; the id is the column `id`.
  insertion(connection& sql, const std::string& text) : sql_(sql) {
    if (sql.speaks() == dialect::sqlite) {
      plain_.emplace(sql, text);
    } else {
      returning_.emplace(sql, text + " returning id");
    }
  }

  /// The new row's id; nothing when `text` inserted none.
  [[nodiscard]] std::optional<integer> run(Ins... values) {
    if (plain_) return plain_->run(std::move(values)...) == 0 ? std::nullopt : std::optional(sql_.inserted_id());
    const auto row = returning_->first(std::move(values)...);
    return row ? std::optional(std::get<0>(*row)) : std::nullopt;
  }

 private:
  connection& sql_;
  std::optional<query<in<Ins...>>> plain_;
  std::optional<query<in<Ins...>, out<integer>>> returning_;
};

/// Several reads at one instant of the database: a transaction that only reads.
class snapshot {
 public:
  explicit snapshot(connection& sql) : sql_(sql) { sql_.begin_reading(); }
  ~snapshot() {
    try {
      sql_.execute("commit");
    } catch (const soci::soci_error&) {
      // It ended by itself.
    }
  }
  snapshot(const snapshot&) = delete;
  snapshot& operator=(const snapshot&) = delete;

 private:
  connection& sql_;
};

}  // namespace webchats::store
