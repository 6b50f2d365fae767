#include "store/settings_store.hpp"

#include <tuple>
#include <utility>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "store/administrators.hpp"
#include "store/audit.hpp"
#include "store/doomed_store.hpp"
#include "store/query.hpp"

namespace webchats::store {

namespace {

struct settings_statements {
  explicit settings_statements(connection& sql)
      : all(sql, "select name, value from settings"),
        value(sql, "select value from settings where name = :name"),
        forget(sql, "delete from settings where name = :name"),
        put(sql, "insert into settings (name, value) values (:name, :value)") {}
  query<in<>, out<std::string, std::string>> all;
  query<in<std::string>, out<std::string>> value;
  query<in<std::string>> forget;
  query<in<std::string, std::string>> put;
};

chat::outcome<void> store_now(write_context& context, chat::user_id actor, const chat::stored_settings& changed,
                              chat::instant now) {
  if (const auto judged = administrator(context.sql, actor, chat::server_action::manage_settings); !judged) {
    return std::unexpected(judged.error());
  }
  boost::json::object details;
  for (const auto& [name, value] : changed) {
    auto& statements = context.sql.prepared<settings_statements>();
    if (name.starts_with("icon_")) {
      if (const auto before = statements.value.first(name); before && !std::get<0>(*before).empty()) {
        doom(context.sql, std::get<0>(*before), now);
      }
    }
    statements.forget.run(name);
    statements.put.run(name, value);
    details[name] = value;
  }
  if (changed.contains("announcement_en")) {
    context.notices.emplace_back(chat::announced{changed.at("announcement_en"), changed.at("announcement_zh")});
  }
  record_audit(context.sql, actor, "server:settings", "server", boost::json::serialize(details), now);
  return {};
}

}  // namespace

chat::stored_settings settings_store::load() {
  connection sql(database_, access::read_only);
  chat::stored_settings found;
  sql.prepared<settings_statements>().all.each(
      [&](const std::string& name, const std::string& value) { found[name] = value; });
  return found;
}

chat::flow<void> settings_store::store(chat::user_id actor, chat::stored_settings changed, chat::instant now) {
  co_return co_await writer_.run<void>(reads_heads::no,
                                       [actor, changed = std::move(changed), now](write_context& context) {
                                         return store_now(context, actor, changed, now);
                                       });
}

}  // namespace webchats::store
