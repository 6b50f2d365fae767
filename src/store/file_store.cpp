#include "store/file_store.hpp"

#include <string>
#include <tuple>
#include <utility>

#include "store/file_rows.hpp"
#include "store/query.hpp"

namespace webchats::store {

namespace {

struct file_statements {
  explicit file_statements(connection& sql)
      : find(sql, std::string("select ") + file_columns + " from attachments where id = :id") {}
  query<in<std::string>, file_row> find;
};

}  // namespace

chat::flow<void> file_store::add(chat::user_id owner, chat::file uploaded, chat::instant now, std::int64_t most_bytes) {
  co_return co_await writer_.run<void>(
      reads_heads::no, refuses::before_writing,
      [owner, uploaded = std::move(uploaded), now, most_bytes](write_context& context) -> chat::outcome<void> {
        if (!has_space(context.sql, owner, uploaded.size, most_bytes)) return chat::refuse(chat::quota_exceeded{});
        insert_file(context.sql, uploaded, {.owner = owner, .created = now});
        return {};
      });
}

chat::flow<chat::file> file_store::find(chat::file_id wanted) {
  co_return co_await readers_.run<chat::file>(
      [wanted = std::move(wanted)](connection& sql) -> chat::outcome<chat::file> {
        const auto row = sql.prepared<file_statements>().find.first(wanted.value);
        if (!row) return chat::refuse(chat::not_found{});
        return std::apply(file_of, *row);
      });
}

}  // namespace webchats::store
