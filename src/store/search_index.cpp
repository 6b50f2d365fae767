#include "store/search_index.hpp"

#include <string>
#include <utility>
#include <vector>

#include "chat/pinyin.hpp"
#include "chat/search_text.hpp"
#include "store/message_rows.hpp"
#include "store/query.hpp"
#include "store/search_documents.hpp"
#include "store/search_match.hpp"

namespace webchats::store {

namespace {

/// `search_state.what`.
constexpr integer messages = 0;
constexpr integer people = 1;

struct search_index_statements {
  explicit search_index_statements(connection& sql)
      : forget_person(sql, "delete from people_keys where user_id = :id"),
        add_key(sql, "insert into people_keys (kind, term, user_id) values (:kind, :term, :id)"),
        awaited(sql, "select 1 from search_state where what = :what and done < :id and :id <= last"),
        state(sql, "select done, last from search_state where what = :what"),
        advance(sql, "update search_state set done = :done where what = :what"),
        next_messages(sql,
                      "select id, room_id, seq from messages where id > :done and id <= :last order by id limit :most"),
        next_people(sql, "select id, name from users where id > :done and id <= :last order by id limit :most") {}
  query<in<integer>> forget_person;
  query<in<integer, std::string, integer>> add_key;
  query<in<integer, integer>, out<integer>> awaited;
  query<in<integer>, out<integer, integer>> state;
  query<in<integer, integer>> advance;
  query<in<integer, integer, integer>, out<integer, integer, integer>> next_messages;
  query<in<integer, integer, integer>, out<integer, std::string>> next_people;
};

search_index_statements& statements_of(connection& sql) { return sql.prepared<search_index_statements>(); }

/// Whether `index_more` has not come to this message yet: it will find it as it is then.
bool awaited(connection& sql, chat::message_id message) {
  return statements_of(sql).awaited.first(messages, message.value).has_value();
}

/// What was deleted, and what the server says by itself, is not searched.
bool is_searched(const chat::message& said) { return !said.deleted && said.kind != chat::message_kind::system; }

void add(connection& sql, const chat::message& said) {
  if (!is_searched(said)) return;
  add_document(sql, said.id, document_of(said));
}

search_progress progress_of(connection& sql, integer what) {
  const auto [done, last] = statements_of(sql).state.first(what).value();
  return {done, last};
}

integer index_more_messages(connection& sql, search_progress from, integer most) {
  std::vector<std::pair<chat::room_id, chat::seq_no>> places;
  auto& statements = statements_of(sql);
  integer reached = from.last;
  statements.next_messages.each(
      [&](integer id, integer room, integer seq) {
        reached = id;
        places.emplace_back(chat::room_id{room}, chat::seq_no{seq});
      },
      from.done, from.last, most);
  for (const auto& [room, seq] : places) {
    if (const auto said = read_message(sql, room, seq, {})) add(sql, *said);
  }
  return std::cmp_less(places.size(), most) ? from.last : reached;
}

integer index_more_people(connection& sql, search_progress from, integer most) {
  std::vector<std::pair<chat::user_id, std::string>> found;
  statements_of(sql).next_people.each(
      [&](integer id, const std::string& name) { found.emplace_back(chat::user_id{id}, name); }, from.done, from.last,
      most);
  for (const auto& [id, name] : found) index_person(sql, id, name);
  return std::cmp_less(found.size(), most) ? from.last : found.back().first.value;
}

void begin_again(connection& sql, integer what, const char* table) {
  query<in<std::string, integer>>(sql, std::string("update search_state set version = :version, done = 0, "
                                                   "last = (select coalesce(max(id), 0) from ") +
                                           table + ") where what = :what")
      .run(chat::terms_version(), what);
}

}  // namespace

void index_message(connection& sql, const chat::message& said) {
  if (!awaited(sql, said.id)) add(sql, said);
}

void unindex_message(connection& sql, const chat::message& said) {
  if (awaited(sql, said.id) || !is_searched(said)) return;
  remove_document(sql, said.id, document_of(said));
}

void index_message(connection& sql, chat::room_id room, chat::seq_no seq) {
  if (const auto said = read_message(sql, room, seq, {})) index_message(sql, *said);
}

void unindex_message(connection& sql, chat::room_id room, chat::seq_no seq) {
  if (const auto said = read_message(sql, room, seq, {})) unindex_message(sql, *said);
}

void index_person(connection& sql, chat::user_id person, std::string_view name) {
  unindex_person(sql, person);
  for (auto& each : chat::keys_of(name)) {
    statements_of(sql).add_key.run(static_cast<integer>(each.kind), std::move(each.text), person.value);
  }
}

void unindex_person(connection& sql, chat::user_id person) { statements_of(sql).forget_person.run(person.value); }

key_range keys_with(std::string typed) {
  if (typed.empty()) return {};
  // Above everything that begins so: no text has U+10FFFF.
  auto beyond = typed + "\xF4\x8F\xBF\xBF";
  return {std::move(typed), std::move(beyond)};
}

void prepare_search(connection& sql) {
  query<in<std::string>, out<integer>> outdated(sql, "select what from search_state where version <> :version");
  std::vector<integer> all;
  outdated.each([&](integer what) { all.push_back(what); }, chat::terms_version());
  if (all.empty()) return;
  sql.begin_writing();
  try {
    for (const auto what : all) {
      if (what == messages) {
        remove_documents(sql);
        begin_again(sql, what, "messages");
      } else {
        sql.execute("delete from people_keys");
        begin_again(sql, what, "users");
      }
    }
    sql.execute("commit");
  } catch (...) {
    sql.execute("rollback");
    throw;
  }
}

search_progress index_more(connection& sql, std::size_t most) {
  auto who = progress_of(sql, people);
  auto said = progress_of(sql, messages);
  const auto limit = static_cast<integer>(most);
  // People first: they are few, and messages are searched by them.
  if (!who.finished()) {
    who.done = index_more_people(sql, who, limit);
    statements_of(sql).advance.run(who.done, people);
  } else if (!said.finished()) {
    said.done = index_more_messages(sql, said, limit);
    statements_of(sql).advance.run(said.done, messages);
  }
  return {who.done + said.done, who.last + said.last};
}

}  // namespace webchats::store
