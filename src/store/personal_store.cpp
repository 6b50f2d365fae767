#include "store/personal_store.hpp"

#include <algorithm>
#include <utility>

#include "store/membership.hpp"
#include "store/mention_rows.hpp"
#include "store/query.hpp"
#include "store/time.hpp"

namespace webchats::store {

namespace {

struct personal_statements {
  explicit personal_statements(connection& sql)
      : mark(sql, "update members set last_read_seq = :seq where room_id = :room and user_id = :user"),
        message(sql, "select id from messages where room_id = :room and seq = :seq and deleted = 0"),
        is_saved(sql, "select seq from saved where user_id = :user and room_id = :room and seq = :seq"),
        all_saved(sql, "select count(*) from saved where user_id = :user"),
        save(sql, "insert into saved (user_id, room_id, seq, time) values (:user, :room, :seq, :time)"),
        forget(sql, "delete from saved where user_id = :user and room_id = :room and seq = :seq"),
        drop_draft(sql, "delete from drafts where user_id = :user and room_id = :room and thread = :thread"),
        draft(
            sql,
            "insert into drafts (user_id, room_id, thread, text, time) values (:user, :room, :thread, :text, :time)") {}
  query<in<integer, integer, integer>> mark;
  query<in<integer, integer>, out<integer>> message;
  query<in<integer, integer, integer>, out<integer>> is_saved;
  query<in<integer>, out<integer>> all_saved;
  query<in<integer, integer, integer, integer>> save;
  query<in<integer, integer, integer>> forget;
  query<in<integer, integer, integer>> drop_draft;
  query<in<integer, integer, integer, std::string, integer>> draft;
};

chat::outcome<chat::moved_marker> mark_unread_now(write_context& context, chat::user_id reader, chat::room_id room,
                                                  chat::seq_no seq) {
  const auto member = permitted(context.sql, reader, room, chat::room_action::mark_read, {});
  if (!member) return std::unexpected(member.error());
  const auto last = context.heads.last(context.sql, room);
  const chat::seq_no marked{std::min({member->last_read.value, seq.value - 1, last.value})};
  context.sql.prepared<personal_statements>().mark.run(marked.value, room.value, reader.value);
  return chat::moved_marker{{marked, last}, unread_mentions(context.sql, reader, room, marked)};
}

chat::outcome<void> save_now(write_context& context, chat::user_id who, chat::room_id room, chat::seq_no seq,
                             chat::presence_of wanted, std::size_t most, chat::instant now) {
  const auto member = permitted(context.sql, who, room, chat::room_action::mark_read, now);
  if (!member) return std::unexpected(member.error());
  auto& statements = context.sql.prepared<personal_statements>();
  if (wanted == chat::presence_of::gone) {
    statements.forget.run(who.value, room.value, seq.value);
    return {};
  }
  if (!statements.message.first(room.value, seq.value)) return chat::refuse(chat::not_found{});
  if (statements.is_saved.first(who.value, room.value, seq.value)) return {};
  if (std::cmp_greater_equal(std::get<0>(statements.all_saved.first(who.value).value()), most)) {
    return chat::refuse(chat::conflict{});
  }
  statements.save.run(who.value, room.value, seq.value, to_milliseconds(now));
  return {};
}

chat::outcome<void> draft_now(write_context& context, chat::user_id who, chat::room_id room, chat::seq_no thread,
                              const std::string& text, chat::instant now) {
  const auto member = permitted(context.sql, who, room, chat::room_action::mark_read, now);
  if (!member) return std::unexpected(member.error());
  auto& statements = context.sql.prepared<personal_statements>();
  if (thread.value != 0 && !text.empty() && !statements.message.first(room.value, thread.value)) {
    return chat::refuse(chat::invalid{chat::field::thread, chat::rule::unknown});
  }
  statements.drop_draft.run(who.value, room.value, thread.value);
  if (!text.empty()) {
    statements.draft.run(who.value, room.value, thread.value, text, to_milliseconds(now));
  }
  return {};
}

}  // namespace

chat::flow<chat::moved_marker> personal_store::mark_unread(chat::user_id reader, chat::room_id room, chat::seq_no seq) {
  // The marker that writing moved must be in the row before it is moved back.
  co_return co_await writer_.run<chat::moved_marker>(
      reads_heads::yes, [=](write_context& context) { return mark_unread_now(context, reader, room, seq); });
}

chat::flow<void> personal_store::save(chat::user_id who, chat::room_id room, chat::seq_no seq, chat::presence_of wanted,
                                      std::size_t most, chat::instant now) {
  co_return co_await writer_.run<void>(
      reads_heads::no, [=](write_context& context) { return save_now(context, who, room, seq, wanted, most, now); });
}

chat::flow<void> personal_store::draft(chat::user_id who, chat::room_id room, chat::seq_no thread, std::string text,
                                       chat::instant now) {
  co_return co_await writer_.run<void>(reads_heads::no, [=, text = std::move(text)](write_context& context) {
    return draft_now(context, who, room, thread, text, now);
  });
}

}  // namespace webchats::store
