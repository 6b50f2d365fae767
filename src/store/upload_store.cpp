#include "store/upload_store.hpp"

#include <string>
#include <tuple>
#include <utility>

#include "store/doomed_store.hpp"
#include "store/file_rows.hpp"
#include "store/query.hpp"
#include "store/time.hpp"

namespace webchats::store {

namespace {

struct upload_statements {
  explicit upload_statements(connection& sql)
      : open(sql, "select count(*) from uploads where user_id = :user and made = ''"),
        insert(sql,
               "insert into uploads (id, user_id, name, size, url, created, made) "
               "values (:id, :user, :name, :size, :url, :created, '')"),
        complete(sql, "update uploads set made = :made where id = :id and made = ''"),
        remove(sql, "delete from uploads where id = :id") {}
  query<in<integer>, out<integer>> open;
  query<in<std::string, integer, std::string, integer, std::string, integer>> insert;
  query<in<std::string, std::string>> complete;
  query<in<std::string>> remove;
};

struct find_statement {
  explicit find_statement(connection& sql)
      : find(sql, "select name, size, url, created, made from uploads where id = :id and user_id = :user") {}
  query<in<std::string, integer>, out<std::string, integer, std::string, integer, std::string>> find;
};

}  // namespace

chat::flow<void> upload_store::begin(chat::upload announced, chat::allowance most) {
  co_return co_await writer_.run<void>(
      reads_heads::no, refuses::before_writing,
      [announced = std::move(announced), most](write_context& context) -> chat::outcome<void> {
        auto& statements = context.sql.prepared<upload_statements>();
        const auto open = statements.open.first(announced.owner.value);
        if (std::get<0>(open.value()) >= static_cast<integer>(most.uploads) ||
            !has_space(context.sql, announced.owner, announced.size, most.bytes)) {
          return chat::refuse(chat::quota_exceeded{});
        }
        statements.insert.run(announced.id.value, announced.owner.value, announced.name, announced.size, announced.url,
                              to_milliseconds(announced.created));
        return {};
      });
}

chat::flow<chat::upload> upload_store::find(chat::user_id owner, chat::upload_id wanted) {
  co_return co_await readers_.run<chat::upload>(
      [owner, wanted = std::move(wanted)](connection& sql) -> chat::outcome<chat::upload> {
        const auto row = sql.prepared<find_statement>().find.first(wanted.value, owner.value);
        if (!row) return chat::refuse(chat::not_found{});
        const auto& [name, size, url, created, made] = *row;
        chat::upload found{wanted, owner, name, size, url, to_instant(created)};
        if (!made.empty()) found.made = chat::file_id{made};
        return found;
      });
}

chat::flow<void> upload_store::complete(chat::upload done, chat::file made, chat::instant now) {
  co_return co_await writer_.run<void>(
      reads_heads::no,
      [done = std::move(done), made = std::move(made), now](write_context& context) -> chat::outcome<void> {
        if (context.sql.prepared<upload_statements>().complete.run(made.id.value, done.id.value) != 1) {
          return chat::refuse(chat::not_found{});
        }
        insert_file(context.sql, made, {.owner = done.owner, .created = now});
        if (made.url != done.url) doom(context.sql, done.url, now);
        return {};
      });
}

chat::flow<void> upload_store::cancel(chat::upload ended, chat::instant now) {
  co_return co_await writer_.run<void>(
      reads_heads::no, [ended = std::move(ended), now](write_context& context) -> chat::outcome<void> {
        if (context.sql.prepared<upload_statements>().remove.run(ended.id.value) != 1) {
          return chat::refuse(chat::not_found{});
        }
        if (!ended.made) doom(context.sql, ended.url, now);
        return {};
      });
}

}  // namespace webchats::store
