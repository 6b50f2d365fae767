#include "store/audit.hpp"

#include <fmt/format.h>

#include <string>

#include "store/account_rows.hpp"
#include "store/query.hpp"

namespace webchats::store {

namespace {

struct audit_statements {
  explicit audit_statements(connection& sql)
      : add(sql,
            "insert into audit (time, actor, action, target, details) "
            "values (:time, :actor, :action, :target, :details)") {}
  query<in<integer, integer, std::string, std::string, std::string>> add;
};

}  // namespace

void record_audit(connection& sql, chat::user_id actor, std::string_view action, std::string_view target,
                  std::string_view details, chat::instant now) {
  sql.prepared<audit_statements>().add.run(to_milliseconds(now), actor.value, std::string(action), std::string(target),
                                           std::string(details));
}

void record_moderation(connection& sql, chat::user_id actor, std::string_view action, const moderated& what,
                       chat::instant now) {
  if (actor == what.author) return;
  record_audit(sql, actor, action, fmt::format("message {}", what.message.value),
               fmt::format(R"({{"room":{},"seq":{},"user":{}}})", what.room.value, what.seq.value, what.author.value),
               now);
}

std::string audited(chat::user_id who) { return fmt::format("user {}", who.value); }

std::string audited(chat::room_id room) { return fmt::format("room {}", room.value); }

}  // namespace webchats::store
