#include "store/preview_rows.hpp"

#include <string>

#include "store/query.hpp"

namespace webchats::store {

namespace {

struct preview_row_statements {
  explicit preview_row_statements(connection& sql)
      : shown(sql, "select url, title, description, site from previews where message_id = :message"),
        insert(sql,
               "insert into previews (message_id, url, title, description, site) "
               "values (:message, :url, :title, :description, :site)"),
        drop(sql, "delete from previews where message_id = :message"),
        mark(sql, "update messages set preview = :state where id = :message") {}
  query<in<integer>, out<std::string, std::string, std::string, std::string>> shown;
  query<in<integer, std::string, std::string, std::string, std::string>> insert;
  query<in<integer>> drop;
  query<in<integer, integer>> mark;
};

void mark(connection& sql, chat::message_id message, preview_state state) {
  sql.prepared<preview_row_statements>().mark.run(static_cast<integer>(state), message.value);
}

}  // namespace

std::optional<chat::link_preview> preview_of(connection& sql, chat::message_id message) {
  const auto row = sql.prepared<preview_row_statements>().shown.first(message.value);
  if (!row) return std::nullopt;
  const auto& [url, title, description, site] = *row;
  return chat::link_preview{url, title, description, site};
}

void show_preview(connection& sql, chat::message_id message, const chat::link_preview& made) {
  sql.prepared<preview_row_statements>().insert.run(message.value, made.url, made.title, made.description, made.site);
  mark(sql, message, preview_state::shown);
}

void end_preview(connection& sql, chat::message_id message, preview_state before, preview_state after) {
  if (before == preview_state::shown) sql.prepared<preview_row_statements>().drop.run(message.value);
  if (before != after) mark(sql, message, after);
}

}  // namespace webchats::store
