#include "transfer/import.hpp"

#include <fmt/format.h>

#include <utility>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "transfer/failure.hpp"
#include "transfer/intake.hpp"
#include "transfer/line_reader.hpp"

namespace webchats::transfer {

namespace {

constexpr std::size_t longest_line = std::size_t{16} << 20;  // bytes
constexpr std::uint64_t between_signs = 1'000;

boost::json::object parsed(std::string_view line) {
  boost::json::parse_options bounds;
  bounds.max_depth = 2;
  boost::system::error_code error;
  auto value = boost::json::parse(line, error, {}, bounds);
  if (error) throw failure(fmt::format("it is no JSON ({})", error.message()));
  if (!value.is_object()) throw failure("it is no JSON object");
  return std::move(value.get_object());
}

bool is(const boost::json::object& line, std::string_view type) {
  const auto* found = line.if_contains("type");
  return found != nullptr && found->is_string() && found->get_string() == type;
}

void require_header(const boost::json::object& line) {
  const auto* version = line.if_contains("format");
  if (!is(line, "header") || version == nullptr || !version->is_int64()) {
    throw failure("it is not the first line of an export of webchats");
  }
  if (version->get_int64() != format_version) {
    throw failure(
        fmt::format("the export has format {}, this program knows format {}", version->get_int64(), format_version));
  }
}

/// Reads to the line that says it is the last.
void read_all(line_reader& lines, intake& rows, const progress& told) {
  bool ended = false;
  while (const auto text = lines.next()) {
    if (ended) throw failure("it comes after the end");
    const auto line = parsed(*text);
    if (lines.number() == 1) {
      require_header(line);
    } else if (is(line, "end")) {
      const auto* count = line.if_contains("lines");
      if (count == nullptr || !count->is_int64() || std::cmp_not_equal(count->get_int64(), lines.number())) {
        throw failure("the export has another number of lines");
      }
      ended = true;
    } else {
      rows.take(line);
    }
    if (lines.number() % between_signs == 0) told("lines", lines.number(), 0);
  }
  if (!ended) throw failure("the export ends too early: it was cut off, or is still being written");
}

}  // namespace

import_report import_all(const place& to, std::istream& from, const progress& told) {
  intake rows(to);
  line_reader lines(from, longest_line);
  try {
    read_all(lines, rows, told);
  } catch (const failure& wrong) {
    throw failure(fmt::format("line {}: {}", lines.number(), wrong.what()));
  }
  rows.finish(told);
  return {.people = rows.count("user"),
          .rooms = rows.count("room"),
          .messages = rows.count("message"),
          .files = rows.written_blobs().count()};
}

}  // namespace webchats::transfer
