#include "transfer/export.hpp"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>

#include "media/image_library.hpp"
#include "store/migrations.hpp"
#include "store/query.hpp"
#include "transfer/blob_lines.hpp"
#include "transfer/failure.hpp"
#include "transfer/record.hpp"

namespace webchats::transfer {

namespace {

using store::in;
using store::integer;
using store::out;
using store::query;

constexpr std::uint64_t between_signs = 1'000;

/// Lines on their way out.
class line_writer {
 public:
  explicit line_writer(std::ostream& to) : to_(to) {}
  void write(const boost::json::object& line) {
    to_ << boost::json::serialize(line) << '\n';
    if (!to_) throw failure("the export cannot be written: is the disk full?");
    ++count_;
  }
  [[nodiscard]] std::uint64_t count() const noexcept { return count_; }

 private:
  std::ostream& to_;
  std::uint64_t count_ = 0;
};

void require_schema(store::connection& sql) {
  const auto found = query<in<>, out<integer>>(sql, "select coalesce(max(version), 0) from schema_version").first();
  if (std::get<0>(found.value()) != store::newest_schema()) {
    throw failure("the database is of another version: start the server once, then try again");
  }
}

std::uint64_t rows_of(store::connection& sql, const record_kind& kind) {
  const auto all = query<in<>, out<integer>>(sql, fmt::format("select count(*) from {}", kind.table)).first();
  return static_cast<std::uint64_t>(std::get<0>(all.value()));
}

std::vector<std::string> stored_names(store::connection& sql) {
  std::vector<std::string> names;
  query<in<>, out<std::string>> urls(
      sql,
      "select url from attachments union select medium from attachments union select thumb from attachments "
      "union select avatar_file from users "
      "union select value from settings where name in "
      "('icon_small', 'icon_large', 'icon_small_maskable', 'icon_large_maskable') order by 1");
  urls.each([&](const std::string& url) {
    if (const auto name = media::name_of(url); !name.empty()) names.emplace_back(name);
  });
  return names;
}

}  // namespace

export_report export_all(const place& from, std::ostream& to, std::string_view program, const progress& told) {
  store::connection sql(from.database, store::access::read_all);
  require_schema(sql);
  line_writer lines(to);
  boost::json::object header;
  header["type"] = "header";
  header["format"] = format_version;
  header["program"] = program;
  lines.write(header);

  export_report report;
  std::vector<std::string> names;
  {
    const store::snapshot one_instant(sql);
    for (const auto& kind : record_kinds()) {
      const auto of = rows_of(sql, kind);
      std::uint64_t done = 0;
      record_reader(sql, kind).each([&](const boost::json::object& line) {
        lines.write(line);
        if (++done % between_signs == 0) told(kind.name, done, of);
      });
    }
    names = stored_names(sql);
  }
  const media::blob_store blobs(from.files);
  for (const auto& name : names) {
    if (!blob_lines(blobs, name, [&](const boost::json::object& line) { lines.write(line); })) {
      report.missing.push_back(name);
      continue;
    }
    told("files", ++report.files, names.size());
  }
  boost::json::object end;
  end["type"] = "end";
  end["lines"] = static_cast<std::int64_t>(lines.count() + 1);
  lines.write(end);
  to.flush();
  if (!to) throw failure("the export cannot be written: is the disk full?");
  report.lines = lines.count();
  return report;
}

}  // namespace webchats::transfer
