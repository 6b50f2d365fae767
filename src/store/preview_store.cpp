#include "store/preview_store.hpp"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <utility>

#include "chat/web_address.hpp"
#include "store/audit.hpp"
#include "store/changes.hpp"
#include "store/membership.hpp"
#include "store/preview_rows.hpp"
#include "store/query.hpp"
#include "store/time.hpp"

namespace webchats::store {

namespace {

using chat::changed_message;

struct preview_statements {
  explicit preview_statements(connection& sql)
      : target(sql,
               "select id, user_id, text, edited, deleted, preview from messages where room_id = :room and seq = :seq"),
        insert(sql,
               "insert into previews (message_id, url, title, description, site) "
               "values (:message, :url, :title, :description, :site)"),
        drop(sql, "delete from previews where message_id = :message"),
        mark(sql, "update messages set preview = :state, version = :version where id = :message") {}
  query<in<integer, integer>, out<integer, integer, std::string, integer, integer, integer>> target;
  query<in<integer, std::string, std::string, std::string, std::string>> insert;
  query<in<integer>> drop;
  query<in<integer, integer, integer>> mark;
};

/// The message whose preview it is.
struct target {
  integer id;
  chat::user_id author;
  std::string text;
  std::optional<chat::instant> edited;
  bool deleted;
  preview_state state;
};

std::optional<target> find(connection& sql, chat::room_id room, chat::seq_no seq) {
  const auto row = sql.prepared<preview_statements>().target.first(room.value, seq.value);
  if (!row) return std::nullopt;
  const auto& [id, user, text, edited, deleted, state] = *row;
  return target{id,           {user},
                text,         edited == 0 ? std::nullopt : std::optional(to_instant(edited)),
                deleted != 0, static_cast<preview_state>(state)};
}

/// Writes the new state down, and who is told of it.
std::int64_t change_to(write_context& context, preview_state state, chat::room_id room, chat::seq_no seq,
                       const target& found, std::optional<chat::link_preview> shown) {
  const auto version = record_change(context, room, change_kind::message, seq.value);
  context.sql.prepared<preview_statements>().mark.run(static_cast<integer>(state), version, found.id);
  context.notices.emplace_back(chat::preview_changed{room, seq, version, found.text, found.edited, std::move(shown)});
  return version;
}

chat::outcome<changed_message> put_now(write_context& context, chat::room_id room, chat::seq_no seq,
                                       const chat::link_preview& made) {
  const auto found = find(context.sql, room, seq);
  if (!found) return chat::refuse(chat::not_found{});
  if (found->deleted || found->state != preview_state::none || chat::first_link(found->text) != made.url) {
    return chat::refuse(chat::conflict{});
  }
  context.sql.prepared<preview_statements>().insert.run(found->id, made.url, made.title, made.description, made.site);
  return changed_message{change_to(context, preview_state::shown, room, seq, *found, made), {}};
}

chat::outcome<changed_message> remove_now(write_context& context, chat::user_id who, chat::room_id room,
                                          chat::seq_no seq, chat::instant now) {
  const auto own = permitted(context.sql, who, room, chat::room_action::delete_own, now);
  const auto any = permitted(context.sql, who, room, chat::room_action::delete_any, now);
  if (!own && !any) return std::unexpected(own.error());
  const auto found = find(context.sql, room, seq);
  if (!found) return chat::refuse(chat::not_found{});
  if (!any && found->author != who) return chat::refuse(chat::forbidden{});
  if (found->deleted) return chat::refuse(chat::conflict{});
  if (found->state != preview_state::shown) return changed_message{0, now};
  if (found->author != who) {
    record_audit(context.sql, who, "preview:removed", fmt::format("message {}", found->id),
                 fmt::format(R"({{"room":{},"seq":{},"user":{}}})", room.value, seq.value, found->author.value), now);
  }
  context.sql.prepared<preview_statements>().drop.run(found->id);
  return changed_message{change_to(context, preview_state::removed, room, seq, *found, std::nullopt), now};
}

}  // namespace

chat::flow<changed_message> preview_store::put(chat::room_id room, chat::seq_no seq, chat::link_preview made) {
  co_return co_await writer_.run<changed_message>(
      reads_heads::no,
      [room, seq, made = std::move(made)](write_context& context) { return put_now(context, room, seq, made); });
}

chat::flow<changed_message> preview_store::remove(chat::user_id who, chat::room_id room, chat::seq_no seq,
                                                  chat::instant now) {
  co_return co_await writer_.run<changed_message>(
      reads_heads::no, [=](write_context& context) { return remove_now(context, who, room, seq, now); });
}

}  // namespace webchats::store
