#include "store/report_rows.hpp"

#include "store/query.hpp"
#include "store/time.hpp"

namespace webchats::store {

namespace {

struct report_row_statements {
  explicit report_row_statements(connection& sql)
      : open(sql, "select id from reports where reporter = :reporter and room_id = :room and seq = :seq and state = 0"),
        add(sql,
            "insert into reports (time, reporter, room_id, seq, reason) "
            "values (:time, :reporter, :room, :seq, :reason)") {}
  query<in<integer, integer, integer>, out<integer>> open;
  query<in<integer, integer, integer, integer, std::string>> add;
};

}  // namespace

void insert_report(connection& sql, chat::user_id reporter, chat::room_id room, chat::seq_no seq,
                   const std::string& reason, chat::instant now) {
  auto& statements = sql.prepared<report_row_statements>();
  if (statements.open.first(reporter.value, room.value, seq.value)) return;
  statements.add.run(to_milliseconds(now), reporter.value, room.value, seq.value, reason);
}

}  // namespace webchats::store
