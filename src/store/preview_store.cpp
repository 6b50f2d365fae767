#include "store/preview_store.hpp"

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
        touch(sql, "update messages set version = :version where id = :message") {}
  query<in<integer, integer>, out<integer, integer, std::string, integer, integer, integer>> target;
  query<in<integer, integer>> touch;
};

/// The message whose preview it is.
struct target {
  chat::message_id id;
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
  return target{{id},         {user},
                text,         edited == 0 ? std::nullopt : std::optional(to_instant(edited)),
                deleted != 0, static_cast<preview_state>(state)};
}

/// Whoever reads the room is told what is shown now.
std::int64_t tell(write_context& context, chat::room_id room, chat::seq_no seq, const target& found,
                  std::optional<chat::link_preview> shown) {
  const auto version = record_change(context, room, change_kind::message, seq.value);
  context.sql.prepared<preview_statements>().touch.run(version, found.id.value);
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
  show_preview(context.sql, found->id, made);
  return changed_message{tell(context, room, seq, *found, made), {}};
}

chat::outcome<changed_message> remove_now(write_context& context, chat::user_id who, chat::room_id room,
                                          chat::seq_no seq, chat::instant now) {
  const auto found = find(context.sql, room, seq);
  const auto judged =
      may_delete(context.sql, who, room, found.transform([](const target& each) { return each.author; }), now);
  if (!judged) return std::unexpected(judged.error());
  if (found->deleted) return chat::refuse(chat::conflict{});
  if (found->state != preview_state::shown) return changed_message{0, now};
  record_moderation(context.sql, who, "preview:removed", {found->id, room, seq, found->author}, now);
  end_preview(context.sql, found->id, found->state, preview_state::removed);
  return changed_message{tell(context, room, seq, *found, std::nullopt), now};
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
