#include "store/changes.hpp"

#include "store/query.hpp"

namespace webchats::store {

namespace {

struct change_statements {
  explicit change_statements(connection& sql)
      : move(sql, "update rooms set version = version + 1 where id = :room"),
        version(sql, "select version from rooms where id = :room"),
        record(sql, "insert into changes (room_id, version, kind, subject) values (:room, :version, :kind, :subject)") {
  }
  query<in<integer>> move;
  query<in<integer>, out<integer>> version;
  query<in<integer, integer, integer, integer>> record;
};

}  // namespace

std::int64_t record_change(write_context& context, chat::room_id room, change_kind kind, std::int64_t subject) {
  auto& statements = context.sql.prepared<change_statements>();
  statements.move.run(room.value);
  const auto version = std::get<0>(statements.version.first(room.value).value());
  statements.record.run(room.value, version, static_cast<integer>(kind), subject);
  return version;
}

}  // namespace webchats::store
