#include <fmt/format.h>

#include <utility>

#include "store/account_rows.hpp"
#include "store/administration_store.hpp"
#include "store/administrators.hpp"
#include "store/audit.hpp"
#include "store/membership.hpp"
#include "store/message_rows.hpp"
#include "store/query.hpp"
#include "store/report_rows.hpp"

namespace webchats::store {

namespace {

constexpr integer newest = 9'223'372'036'854'775'807;
constexpr integer every_state = -1;

constexpr const char* report_columns =
    "select id, time, reporter, room_id, seq, reason, state, handler from reports where ";

using report_out = out<integer, integer, integer, integer, integer, std::string, integer, integer>;

struct report_statements {
  explicit report_statements(connection& sql)
      : one(sql, std::string(report_columns) + "id = :id"),
        page(sql, std::string(report_columns) +
                      "id < :before and (state = :state or :any = -1) order by id desc limit :limit"),
        handle(sql, "update reports set state = :state, handler = :handler where id = :id") {}
  query<in<integer>, report_out> one;
  query<in<integer, integer, integer, integer>, report_out> page;
  query<in<integer, integer, integer>> handle;
};

/// A report as the row says it, and what it is about.
struct report_row {
  chat::report told;
  chat::room_id room;
  chat::seq_no seq;
};

report_row to_row(integer id, integer time, integer reporter, integer room, integer seq, const std::string& reason,
                  integer state, integer handler) {
  report_row row{.told = {.id = id,
                          .time = to_instant(time),
                          .reporter = {.id = {reporter}, .name = {}, .avatar = {}},
                          .about = std::nullopt,
                          .reason = reason,
                          .state = static_cast<chat::report_state>(state)},
                 .room = {room},
                 .seq = {seq}};
  if (handler != 0) row.told.handled_by = chat::user{.id = {handler}, .name = {}, .avatar = {}};
  return row;
}

chat::report complete(connection& sql, report_row row, chat::user_id reader) {
  if (row.told.reporter.id.value != 0) row.told.reporter = face_of(sql, row.told.reporter.id);
  if (row.told.handled_by) row.told.handled_by = face_of(sql, row.told.handled_by->id);
  row.told.about = read_message(sql, row.room, row.seq, reader);
  return std::move(row.told);
}

chat::outcome<void> add_now(write_context& context, chat::user_id reporter, chat::room_id room, chat::seq_no seq,
                            const std::string& reason, chat::instant now) {
  if (const auto member = permitted(context.sql, reporter, room, chat::room_action::report, now); !member) {
    return std::unexpected(member.error());
  }
  if (!read_message(context.sql, room, seq, reporter)) return chat::refuse(chat::not_found{});
  insert_report(context.sql, reporter, room, seq, reason, now);
  return {};
}

chat::outcome<chat::report> handle_now(write_context& context, chat::user_id actor, std::int64_t id,
                                       chat::report_state state, chat::instant now) {
  if (const auto judged = administrator(context.sql, actor, chat::server_action::moderate); !judged) {
    return std::unexpected(judged.error());
  }
  auto& statements = context.sql.prepared<report_statements>();
  if (!statements.one.first(id)) return chat::refuse(chat::not_found{});
  statements.handle.run(static_cast<integer>(state), actor.value, id);
  record_audit(context.sql, actor, state == chat::report_state::resolved ? "report:resolved" : "report:dismissed",
               fmt::format("report {}", id), "{}", now);
  return complete(context.sql, std::apply(to_row, statements.one.first(id).value()), actor);
}

}  // namespace

chat::flow<void> administration_store::add_report(chat::user_id reporter, chat::room_id room, chat::seq_no seq,
                                                  std::string reason, chat::instant now) {
  co_return co_await writer_.run<void>(reads_heads::no,
                                       [reporter, room, seq, reason = std::move(reason), now](write_context& context) {
                                         return add_now(context, reporter, room, seq, reason, now);
                                       });
}

chat::flow<chat::page_of<chat::report>> administration_store::reports(chat::user_id reader,
                                                                      std::optional<chat::report_state> state,
                                                                      chat::list_part part) {
  co_return co_await readers_.run<chat::page_of<chat::report>>(
      [=](connection& sql) -> chat::outcome<chat::page_of<chat::report>> {
        const auto wanted = state ? static_cast<integer>(*state) : every_state;
        std::vector<report_row> rows;
        sql.prepared<report_statements>().page.each([&](const auto&... columns) { rows.push_back(to_row(columns...)); },
                                                    part.beyond == 0 ? newest : part.beyond, wanted, wanted,
                                                    static_cast<integer>(part.limit) + 1);
        chat::page_of<chat::report> page;
        page.more = rows.size() > part.limit;
        if (page.more) rows.pop_back();
        for (auto& each : rows) page.items.push_back(complete(sql, std::move(each), reader));
        return page;
      });
}

chat::flow<chat::report> administration_store::handle_report(chat::user_id actor, std::int64_t id,
                                                             chat::report_state state, chat::instant now) {
  co_return co_await writer_.run<chat::report>(
      reads_heads::no, [=](write_context& context) { return handle_now(context, actor, id, state, now); });
}

}  // namespace webchats::store
