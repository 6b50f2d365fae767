#pragma once

#include <cstdint>
#include <functional>
#include <istream>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "transfer/dump_lexer.hpp"
#include "transfer/table_row.hpp"

namespace webchats::transfer {

/// Reads the rows of a dump as mysqldump and mariadb-dump write it: `create table` and `insert`, with many rows in a
/// statement or one, with names of columns or without. One thread; memory for one row.
class sql_dump_reader {
 public:
  explicit sql_dump_reader(std::istream& from) : words_(from) {}

  /// Calls `visit` for each row, in order. Throws failure, with the line, when the dump makes no sense.
  void each(const std::function<void(const table_row&)>& visit);

 private:
  using kind = dump_token::kind;

  void skip_statement();
  [[nodiscard]] std::string take_table();
  void read_table();
  void read_insert(const std::function<void(const table_row&)>& visit);
  void read_row(std::vector<std::optional<std::string>>& values);
  void expect(std::string_view mark);

  dump_lexer words_;
  dump_token now_;
  void step() { now_ = words_.next(); }

  std::map<std::string, std::vector<std::string>> columns_;
};

}  // namespace webchats::transfer
