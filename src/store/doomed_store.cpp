#include "store/doomed_store.hpp"

#include <utility>
#include <vector>

#include "chat/ports/file_space.hpp"
#include "store/file_rows.hpp"
#include "store/query.hpp"
#include "store/time.hpp"

namespace webchats::store {

namespace {

struct doom_statements {
  explicit doom_statements(connection& sql)
      : known(sql, "select 1 from doomed_blobs where url = :url"),
        insert(sql, "insert into doomed_blobs (url, since) values (:url, :since)"),
        of_message(sql, std::string("select ") + file_columns + " from attachments where message_id = :message"),
        unused(sql,
               std::string("select ") + file_columns +
                   " from attachments where message_id is null and created < :before order by created limit :most"),
        remove_file(sql, "delete from attachments where id = :id"),
        ended(sql, "select id, url, made from uploads where created < :before order by created limit :most"),
        remove_upload(sql, "delete from uploads where id = :id"),
        forget(sql, "delete from doomed_blobs where url = :url") {}
  query<in<std::string>, out<integer>> known;
  query<in<std::string, integer>> insert;
  query<in<integer>, file_row> of_message;
  query<in<integer, integer>, file_row> unused;
  query<in<std::string>> remove_file;
  query<in<integer, integer>, out<std::string, std::string, std::string>> ended;
  query<in<std::string>> remove_upload;
  query<in<std::string>> forget;
};

struct doomed_statement {
  explicit doomed_statement(connection& sql) : first(sql, "select url from doomed_blobs order by since limit :most") {}
  query<in<integer>, out<std::string>> first;
};

/// What `chosen` finds for `values`.
template <class Query, class... Values>
std::vector<chat::file> files_in(Query& chosen, Values... values) {
  std::vector<chat::file> found;
  chosen.each([&](const auto&... columns) { found.push_back(file_of(columns...)); }, values...);
  return found;
}

void doom_files(connection& sql, const std::vector<chat::file>& ended, chat::instant now) {
  for (const auto& file : ended) {
    for (const auto& url : chat::urls_of(file)) doom(sql, url, now);
    sql.prepared<doom_statements>().remove_file.run(file.id.value);
  }
}

/// Answers how many there were.
std::size_t doom_uploads(connection& sql, chat::instant before, std::size_t most, chat::instant now) {
  auto& statements = sql.prepared<doom_statements>();
  std::vector<std::pair<std::string, std::string>> ended;  // id, URL of what nothing was made of
  statements.ended.each([&](const std::string& id, const std::string& url,
                            const std::string& made) { ended.emplace_back(id, made.empty() ? url : std::string()); },
                        to_milliseconds(before), static_cast<integer>(most));
  for (const auto& [id, url] : ended) {
    if (!url.empty()) doom(sql, url, now);
    statements.remove_upload.run(id);
  }
  return ended.size();
}

}  // namespace

void doom(connection& sql, const std::string& url, chat::instant now) {
  auto& statements = sql.prepared<doom_statements>();
  if (!statements.known.first(url)) statements.insert.run(url, to_milliseconds(now));
}

void detach_files(connection& sql, chat::message_id message, chat::instant now) {
  doom_files(sql, files_in(sql.prepared<doom_statements>().of_message, message.value), now);
}

chat::flow<std::size_t> doomed_store::doom_unused(chat::instant before, std::size_t most, chat::instant now) {
  co_return co_await writer_.run<std::size_t>(
      reads_heads::no, [before, most, now](write_context& context) -> chat::outcome<std::size_t> {
        auto& statements = context.sql.prepared<doom_statements>();
        const auto unused = files_in(statements.unused, to_milliseconds(before), static_cast<integer>(most));
        doom_files(context.sql, unused, now);
        return unused.size() + doom_uploads(context.sql, before, most, now);
      });
}

chat::flow<std::vector<std::string>> doomed_store::doomed(std::size_t most) {
  co_return co_await readers_.run<std::vector<std::string>>([most](connection& sql) {
    std::vector<std::string> urls;
    sql.prepared<doomed_statement>().first.each([&](const std::string& url) { urls.push_back(url); },
                                                static_cast<integer>(most));
    return chat::outcome<std::vector<std::string>>(std::move(urls));
  });
}

chat::flow<void> doomed_store::forget(std::vector<std::string> urls) {
  co_return co_await writer_.run<void>(reads_heads::no,
                                       [urls = std::move(urls)](write_context& context) -> chat::outcome<void> {
                                         for (const auto& url : urls) {
                                           context.sql.prepared<doom_statements>().forget.run(url);
                                         }
                                         return {};
                                       });
}

}  // namespace webchats::store
