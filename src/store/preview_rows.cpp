#include "store/preview_rows.hpp"

#include <string>

#include "store/query.hpp"

namespace webchats::store {

namespace {

struct preview_row_statements {
  explicit preview_row_statements(connection& sql)
      : shown(sql, "select url, title, description, site from previews where message_id = :message"),
        drop(sql, "delete from previews where message_id = :message"),
        reset(sql, "update messages set preview = 0 where id = :message") {}
  query<in<integer>, out<std::string, std::string, std::string, std::string>> shown;
  query<in<integer>> drop;
  query<in<integer>> reset;
};

}  // namespace

std::optional<chat::link_preview> preview_of(connection& sql, chat::message_id message) {
  const auto row = sql.prepared<preview_row_statements>().shown.first(message.value);
  if (!row) return std::nullopt;
  const auto& [url, title, description, site] = *row;
  return chat::link_preview{url, title, description, site};
}

void forget_preview(connection& sql, chat::message_id message, preview_state before) {
  if (before == preview_state::none) return;
  auto& statements = sql.prepared<preview_row_statements>();
  statements.drop.run(message.value);
  statements.reset.run(message.value);
}

}  // namespace webchats::store
