#include "store/search_documents.hpp"

#include <fmt/format.h>

#include <set>
#include <string_view>

#include "store/query.hpp"
#include "store/statement_limit.hpp"

namespace webchats::store {

namespace {

using places = std::vector<std::pair<chat::room_id, chat::seq_no>>;

struct fts5_statements {
  explicit fts5_statements(connection& sql)
      : add(sql, "insert into search_index (rowid, terms) values (:id, :terms)"),
        remove(sql, "insert into search_index (search_index, rowid, terms) values ('delete', :id, :terms)"),
        // The index is walked from its newest match and left when there are enough; membership is looked up by row.
        find(sql,
             "select m.room_id, m.seq from search_index s cross join messages m on m.id = s.rowid "
             "cross join members me on me.room_id = m.room_id and me.user_id = :me "
             "where search_index match :terms and s.rowid >= :first and s.rowid < :before "
             "and m.reactions >= :reactions order by s.rowid desc limit :most") {}
  query<in<integer, std::string>> add;
  query<in<integer, std::string>> remove;
  query<in<integer, std::string, integer, integer, integer, integer>, out<integer, integer>> find;
};

struct tsvector_statements {
  explicit tsvector_statements(connection& sql)
      : add(sql,
            "insert into search_index (id, terms, document) "
            "values (:id, array_to_tsvector(string_to_array(:terms, ' ')), ' ' || :document || ' ')"),
        remove(sql, "delete from search_index where id = :id") {}
  query<in<integer, std::string, std::string>> add;
  query<in<integer>> remove;
};

struct term_statements {
  explicit term_statements(connection& sql)
      : add(sql, "insert into search_index (id, document) values (:id, concat(' ', :document, ' '))"),
        remove(sql, "delete from search_index where id = :id") {}
  query<in<integer, std::string>> add;
  query<in<integer>> remove;
};

std::set<std::string_view> terms_in(std::string_view document) {
  std::set<std::string_view> terms;
  while (!document.empty()) {
    const auto term = document.substr(0, document.find(' '));
    if (!term.empty()) terms.insert(term);
    document.remove_prefix(std::min(document.size(), term.size() + 1));
  }
  return terms;
}

/// All in one statement: each is a way to the server and back. Terms hold no quotes.
void add_terms(connection& sql, chat::message_id message, std::string_view document) {
  std::string rows;
  for (const auto term : terms_in(document)) {
    rows += fmt::format("{}('{}', {})", rows.empty() ? "" : ", ", term, message.value);
  }
  sql.execute("insert into search_terms (term, id) values " + rows);
}

void remove_terms(connection& sql, chat::message_id message, std::string_view document) {
  sql.execute(fmt::format("delete from search_terms where id = {} and term in ('{}')", message.value,
                          fmt::join(terms_in(document), "', '")));
}

}  // namespace

void add_document(connection& sql, chat::message_id message, const std::string& document) {
  switch (sql.speaks()) {
    case dialect::sqlite:
      sql.prepared<fts5_statements>().add.run(message.value, document);
      return;
    case dialect::postgresql:
      sql.prepared<tsvector_statements>().add.run(message.value, document, document);
      return;
    case dialect::mariadb:
      sql.prepared<term_statements>().add.run(message.value, document);
      add_terms(sql, message, document);
  }
}

void remove_document(connection& sql, chat::message_id message, const std::string& document) {
  switch (sql.speaks()) {
    case dialect::sqlite:
      sql.prepared<fts5_statements>().remove.run(message.value, document);
      return;
    case dialect::postgresql:
      sql.prepared<tsvector_statements>().remove.run(message.value);
      return;
    case dialect::mariadb:
      sql.prepared<term_statements>().remove.run(message.value);
      remove_terms(sql, message, document);
  }
}

void remove_documents(connection& sql) {
  if (sql.speaks() == dialect::sqlite)
    return sql.execute("insert into search_index (search_index) values ('delete-all')");
  sql.execute("delete from search_index");
  if (sql.speaks() == dialect::mariadb) sql.execute("delete from search_terms");
}

places find_documents(connection& sql, const search_condition& condition, const match_range& range) {
  places found;
  const auto add = [&](integer room, integer seq) { found.emplace_back(chat::room_id{room}, chat::seq_no{seq}); };
  const auto words = match_expression(sql.speaks(), condition);
  const auto most = static_cast<integer>(range.most);
  const statement_limit limit(sql, range.patience);
  if (sql.speaks() == dialect::sqlite) {
    sql.prepared<fts5_statements>().find.each(add, range.reader.value, words, range.first, range.before,
                                              range.reactions, most);
    return found;
  }
  query<in<integer, integer, integer, integer, integer>, out<integer, integer>> find(
      sql,
      limit.prefix() +
          "select m.room_id, m.seq from search_index s join messages m on m.id = s.id "
          "join members me on me.room_id = m.room_id and me.user_id = :me where " +
          words + " and s.id >= :first and s.id < :before and m.reactions >= :reactions order by s.id desc limit :most",
      lasts::once);
  find.each(add, range.reader.value, range.first, range.before, range.reactions, most);
  return found;
}

}  // namespace webchats::store
