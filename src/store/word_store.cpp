#include "store/word_store.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "store/administrators.hpp"
#include "store/audit.hpp"
#include "store/query.hpp"

namespace webchats::store {

namespace {

constexpr std::size_t most_written_down = 50;  // words in a line of the audit log

struct word_statements {
  explicit word_statements(connection& sql)
      : all(sql, "select word, action from filtered_words"),
        drop(sql, "delete from filtered_words where word = :word"),
        put(sql, "insert into filtered_words (word, action) values (:word, :action)") {}
  query<in<>, out<std::string, integer>> all;
  query<in<std::string>> drop;
  query<in<std::string, integer>> put;
};

chat::word_action action_of(integer stored) {
  using enum chat::word_action;
  return stored == static_cast<integer>(report) ? report : stored == static_cast<integer>(mask) ? mask : block;
}

std::string details_of(const chat::word_changes& changes) {
  boost::json::array put;
  for (const auto& each : changes.put) {
    if (put.size() < most_written_down) put.emplace_back(each.text);
  }
  boost::json::array removed;
  for (const auto& each : changes.removed) {
    if (removed.size() < most_written_down) removed.emplace_back(each);
  }
  return boost::json::serialize(boost::json::object{{"words", changes.total},
                                                    {"put", changes.put.size()},
                                                    {"removed", changes.removed.size()},
                                                    {"first_put", std::move(put)},
                                                    {"first_removed", std::move(removed)}});
}

chat::outcome<void> change_now(write_context& context, chat::user_id actor, const chat::word_changes& changes,
                               chat::instant now) {
  if (const auto judged = administrator(context.sql, actor, chat::server_action::manage_settings); !judged) {
    return std::unexpected(judged.error());
  }
  auto& statements = context.sql.prepared<word_statements>();
  for (const auto& each : changes.removed) statements.drop.run(each);
  for (const auto& each : changes.put) {
    statements.drop.run(each.text);
    statements.put.run(each.text, static_cast<integer>(each.action));
  }
  record_audit(context.sql, actor, "server:words", "server", details_of(changes), now);
  return {};
}

}  // namespace

std::vector<chat::filtered_word> word_store::load() {
  connection sql(database_, access::read_only);
  std::vector<chat::filtered_word> words;
  sql.prepared<word_statements>().all.each(
      [&](const std::string& word, integer action) { words.push_back({word, action_of(action)}); });
  std::ranges::sort(words, {}, &chat::filtered_word::text);
  return words;
}

chat::flow<void> word_store::change(chat::user_id actor, chat::word_changes changes, chat::instant now) {
  co_return co_await writer_.run<void>(reads_heads::no,
                                       [actor, changes = std::move(changes), now](write_context& context) {
                                         return change_now(context, actor, changes, now);
                                       });
}

}  // namespace webchats::store
