#pragma once

#include <soci/soci.h>

#include <functional>
#include <string>
#include <unordered_set>
#include <vector>
#include <boost/json/object.hpp>

#include "store/connection.hpp"
#include "store/query.hpp"
#include "transfer/format.hpp"

namespace webchats::transfer {

/// The values of one row, bound to a statement by their addresses.
struct cell {
  store::integer number = 0;
  std::string text{};
  soci::indicator state = soci::i_ok;
};
using cells = std::vector<cell>;

/// Reads the rows of one kind as the objects of its lines, a bounded number at a time. One thread; throws
/// soci::soci_error.
class record_reader {
 public:
  record_reader(store::connection& sql, const record_kind& kind);
  record_reader(const record_reader&) = delete;
  record_reader& operator=(const record_reader&) = delete;

  /// Calls `visit` for each row, in the kind's order.
  void each(const std::function<void(const boost::json::object&)>& visit);

 private:
  [[nodiscard]] boost::json::object line() const;

  const record_kind& kind_;
  const std::vector<std::size_t> keys_;  ///< places of the fields that order the lines
  cells row_;
  cells last_;  ///< the keys of the row before
  soci::statement first_page_;
  soci::statement next_page_;
};

/// What other lines may refer to.
struct known_ids {
  std::unordered_set<store::integer> users;
  std::unordered_set<store::integer> rooms;
};

/// Writes lines of one kind as rows. One thread, inside of a transaction of the caller.
class record_writer {
 public:
  record_writer(store::connection& sql, const record_kind& kind);
  record_writer(const record_writer&) = delete;
  record_writer& operator=(const record_writer&) = delete;

  /// Throws failure when the object is none of this kind (what it says names the field), soci::soci_error.
  void write(const boost::json::object& line, const known_ids& known);

 private:
  const record_kind& kind_;
  cells cells_;
  soci::statement statement_;
};

}  // namespace webchats::transfer
