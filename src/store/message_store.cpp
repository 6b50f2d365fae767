#include "store/message_store.hpp"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "store/changes.hpp"
#include "store/file_rows.hpp"
#include "store/membership.hpp"
#include "store/mention_rows.hpp"
#include "store/message_rows.hpp"
#include "store/query.hpp"
#include "store/report_rows.hpp"
#include "store/search_index.hpp"
#include "store/slow_mode.hpp"
#include "store/time.hpp"

namespace webchats::store {

namespace {

using chat::appended;

/// Inserts a message unless its author has one with its client id. MariaDB knows no `on conflict`; elsewhere it spares
/// putting aside the rows of a select from the table itself.
std::string insert_once(dialect which) {
  constexpr std::string_view values =
      ":room, :seq, :user, nullif(:client, ''), :text, :files, :created, :kind, :reply_to, :thread";
  constexpr std::string_view there = "select id from messages where user_id = :user and client_id = :client";
  const auto row = which == dialect::mariadb
                       ? fmt::format("select {} from (select 1 as one) as source where not exists ({})", values, there)
                       : fmt::format("values ({}) on conflict (user_id, client_id) do nothing", values);
  return "insert into messages (room_id, seq, user_id, client_id, text, files, created, kind, reply_to, thread) " + row;
}

struct append_statements {
  explicit append_statements(connection& sql)
      : earlier(sql, "select id, seq, created from messages where user_id = :user and client_id = :client"),
        insert(sql, insert_once(sql.speaks())),
        claim(sql,
              "update attachments set message_id = :message, position = :position "
              "where id = :id and user_id = :user and message_id is null"),
        waiting(sql,
                "select m.id, m.seq, m.created, a.id from attachments a join messages m on m.id = a.message_id "
                "where a.user_id = :user and a.digest = :digest and a.awaits <> 0 and a.awaits = :half "
                "and m.room_id = :room and m.created >= :since order by m.id limit 1"),
        met(sql, "update attachments set awaits = 0 where id = :id"),
        referred(sql, "select thread from messages where room_id = :room and seq = :seq and deleted = 0"),
        grow(sql, "update messages set replies = replies + 1, version = :version where room_id = :room and seq = :seq"),
        replies(sql, "select replies from messages where room_id = :room and seq = :seq") {}
  query<in<integer, std::string>, out<integer, integer, integer>> earlier;
  insertion<in<integer, integer, integer, std::string, std::string, integer, integer, integer, integer, integer>>
      insert;
  query<in<integer, integer, std::string, integer>> claim;
  query<in<integer, std::string, integer, integer, integer>, out<integer, integer, integer, std::string>> waiting;
  query<in<std::string>> met;
  query<in<integer, integer>, out<integer>> referred;
  query<in<integer, integer, integer>> grow;
  query<in<integer, integer>, out<integer>> replies;
};

/// `attachments.awaits`: which half is still to come.
integer awaited(chat::image_half half) { return half == chat::image_half::upload ? 1 : 2; }
chat::image_half other(chat::image_half half) {
  return half == chat::image_half::upload ? chat::image_half::message : chat::image_half::upload;
}

/// Inserts the row with the room's next seq and takes note of it; nothing when its client id is stored already. The
/// attachments are the caller's.
std::optional<chat::message> insert_message(write_context& context, const chat::new_message& sent, chat::user author,
                                            std::size_t files) {
  const chat::seq_no seq{context.heads.last(context.sql, sent.room).value + 1};
  const auto inserted = context.sql.prepared<append_statements>().insert.run(
      sent.room.value, seq.value, sent.author.value, sent.client_id.value_or(std::string()), sent.text,
      static_cast<integer>(files), to_milliseconds(sent.time), static_cast<integer>(sent.kind), sent.reply_to.value,
      sent.thread.value);
  if (!inserted) return std::nullopt;
  context.heads.advance(sent.room, seq, sent.author);
  return chat::message{.id = {*inserted},
                       .room = sent.room,
                       .seq = seq,
                       .author = std::move(author),
                       .client_id = sent.client_id,
                       .text = sent.text,
                       .attachments = {},
                       .time = sent.time,
                       .kind = sent.kind,
                       .thread = sent.thread};
}

/// What `sent` answers must be there; `thread` becomes the first message of the thread it names.
std::optional<chat::invalid> find_references(connection& sql, chat::new_message& sent) {
  auto& referred = sql.prepared<append_statements>().referred;
  if (sent.reply_to.value != 0 && !referred.first(sent.room.value, sent.reply_to.value)) {
    return chat::invalid{chat::field::reply_to, chat::rule::unknown};
  }
  if (sent.thread.value == 0) return std::nullopt;
  const auto first = referred.first(sent.room.value, sent.thread.value);
  if (!first) return chat::invalid{chat::field::thread, chat::rule::unknown};
  if (std::get<0>(*first) != 0) sent.thread.value = std::get<0>(*first);
  return std::nullopt;
}

void grow_thread(write_context& context, chat::room_id room, chat::seq_no first) {
  auto& statements = context.sql.prepared<append_statements>();
  const auto version = record_change(context, room, change_kind::message, first.value);
  statements.grow.run(version, room.value, first.value);
  const auto replies = std::get<0>(statements.replies.first(room.value, first.value).value());
  context.notices.emplace_back(chat::thread_grown{room, first, version, replies});
}

/// What the author was answered for the same client id.
std::optional<appended> answered_before(write_context& context, const chat::new_message& sent) {
  if (!sent.client_id) return std::nullopt;
  const auto row = context.sql.prepared<append_statements>().earlier.first(sent.author.value, *sent.client_id);
  if (!row) return std::nullopt;
  const auto [id, seq, created] = *row;
  return appended{{id}, {seq}, to_instant(created), appended::novelty::repeated};
}

/// The message is complete: it can be found, and others hear of it.
appended tell(write_context& context, chat::message_posted told) {
  index_message(context.sql, told.message);
  const appended answer{told.message.id, told.message.seq, told.message.time, appended::novelty::first};
  context.notices.emplace_back(std::move(told));
  return answer;
}

chat::outcome<appended> append_now(write_context& context, chat::new_message sent) {
  auto member = permitted(context.sql, sent.author, sent.room, chat::room_action::send, sent.time);
  if (!member) {
    // Who was answered once and has left since gets that answer, not a refusal.
    if (const auto before = answered_before(context, sent)) return *before;
    return std::unexpected(member.error());
  }
  if (const auto broken = find_references(context.sql, sent)) {
    if (const auto before = answered_before(context, sent)) return *before;
    return chat::refuse(*broken);
  }
  if (const auto early = too_early(context, *member, sent.room, sent.time)) {
    if (const auto before = answered_before(context, sent)) return *before;
    return chat::refuse(*early);
  }
  auto inserted = insert_message(context, sent, member->who, sent.attachments.size());
  if (!inserted) return answered_before(context, sent).value();
  auto& stored = *inserted;
  auto& statements = context.sql.prepared<append_statements>();
  integer position = 0;
  for (const auto& file : sent.attachments) {
    if (statements.claim.run(stored.id.value, position++, file.value, sent.author.value) != 1) {
      return chat::refuse(chat::invalid{chat::field::attachments, chat::rule::unknown});
    }
  }
  if (!sent.attachments.empty()) stored.attachments = attachments_of(context.sql, stored.id);
  if (sent.reply_to.value != 0) stored.reply_to = quote_of(context.sql, sent.room, sent.reply_to);
  auto named = mentioned_in(context.sql, *member, sent.room, sent.text, {sent.here, sent.may_name_all}, sent.time);
  write_mentions(context.sql, sent.room, stored.seq, named);
  stored.crowd = named.crowd;
  if (!sent.flagged.empty()) insert_report(context.sql, {}, sent.room, stored.seq, sent.flagged, sent.time);
  const auto thread = sent.thread;
  const auto answer = tell(context, {std::move(stored), std::move(named.people), named.everybody, sent.growing});
  if (thread.value != 0) grow_thread(context, sent.room, thread);
  return answer;
}

chat::outcome<appended> meet_now(write_context& context, const chat::new_image_message& half) {
  auto& statements = context.sql.prepared<append_statements>();
  const auto member = membership_of(context.sql, half.author, half.room);
  // A stranger's refusal of `not_found` would read as "no half waits"; it ends in the same refusal when the image is
  // appended.
  if (!member) return std::unexpected(member.error());
  const auto row = statements.waiting.first(half.author.value, half.digest, awaited(half.half), half.room.value,
                                            to_milliseconds(half.not_before));
  if (!row) return chat::refuse(chat::not_found{});
  const auto& [id, seq, created, file] = *row;
  statements.met.run(file);
  return appended{{id}, {seq}, to_instant(created), appended::novelty::repeated};
}

chat::outcome<appended> append_image_now(write_context& context, const chat::new_image_message& half) {
  if (auto met = meet_now(context, half)) return met;
  auto member = permitted(context.sql, half.author, half.room, chat::room_action::send, half.time);
  if (!member) return std::unexpected(member.error());
  if (!has_space(context.sql, half.author, half.image.size, half.most_bytes))
    return chat::refuse(chat::quota_exceeded{});
  if (const auto early = too_early(context, *member, half.room, half.time)) return chat::refuse(*early);
  const chat::new_message row{.room = half.room,
                              .author = half.author,
                              .client_id = std::nullopt,
                              .text = {},
                              .attachments = {},
                              .time = half.time};
  auto stored = insert_message(context, row, std::move(member->who), 1).value();
  insert_file(context.sql, half.image,
              {.owner = half.author,
               .message = stored.id,
               .digest = half.digest,
               .awaits = awaited(other(half.half)),
               .created = half.time});
  stored.attachments.push_back(half.image);
  return tell(context, {.message = std::move(stored)});
}

}  // namespace

chat::flow<appended> message_store::append(chat::new_message sent) {
  // Only a message that claims uploads can be refused when it is written already; a failing one must undo all of
  // itself.
  const bool one_statement =
      sent.attachments.empty() && sent.thread.value == 0 && sent.flagged.empty() && !sent.text.contains('@');
  const auto refusal = one_statement ? refuses::before_writing : refuses::any_time;
  co_return co_await writer_.run<appended>(
      reads_heads::no, refusal, [sent = std::move(sent)](write_context& context) { return append_now(context, sent); });
}

chat::flow<appended> message_store::meet_image(chat::new_image_message half) {
  co_return co_await writer_.run<appended>(
      reads_heads::no, [half = std::move(half)](write_context& context) { return meet_now(context, half); });
}

chat::flow<appended> message_store::append_image(chat::new_image_message half) {
  co_return co_await writer_.run<appended>(
      reads_heads::no, [half = std::move(half)](write_context& context) { return append_image_now(context, half); });
}

}  // namespace webchats::store
