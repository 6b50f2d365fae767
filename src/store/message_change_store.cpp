#include "store/message_change_store.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "chat/web_address.hpp"
#include "store/audit.hpp"
#include "store/changes.hpp"
#include "store/doomed_store.hpp"
#include "store/membership.hpp"
#include "store/mention_rows.hpp"
#include "store/message_rows.hpp"
#include "store/preview_rows.hpp"
#include "store/query.hpp"
#include "store/report_rows.hpp"
#include "store/search_index.hpp"
#include "store/time.hpp"

namespace webchats::store {

namespace {

using chat::changed_message;
using chat::presence_of;

struct message_change_statements {
  explicit message_change_statements(connection& sql)
      : target(sql,
               "select id, user_id, kind, text, created, deleted, pinned, preview from messages "
               "where room_id = :room and seq = :seq"),
        keep_text(sql, "insert into edits (message_id, time, text) values (:message, :time, :text)"),
        last_edit(sql, "select coalesce(max(time), 0) from edits where message_id = :message"),
        edit(sql, "update messages set text = :text, edited = :time, version = :version where id = :message"),
        grow(sql, "update messages set text = :text, version = :version where id = :message"),
        bury(sql,
             "update messages set text = '', files = 0, edited = 0, pinned = 0, reactions = 0, deleted = :time, "
             "version = :version where id = :message"),
        forget_edits(sql, "delete from edits where message_id = :message"),
        forget_reactions(sql, "delete from reactions where room_id = :room and seq = :seq"),
        said_by(sql,
                "select room_id, seq from messages where user_id = :user and deleted = 0 and kind <> 2 "
                "order by id desc limit :most"),
        add_reaction(sql,
                     "insert into reactions (room_id, seq, emoji, user_id, time) "
                     "values (:room, :seq, :emoji, :user, :time)"),
        drop_reaction(sql,
                      "delete from reactions where room_id = :room and seq = :seq and emoji = :emoji "
                      "and user_id = :user"),
        count_reactions(sql,
                        "update messages set reactions = reactions + :more, version = :version where id = :message"),
        pins(sql, "select count(*) from messages where room_id = :room and pinned <> 0"),
        pin(sql, "update messages set pinned = :pinned, version = :version where id = :message") {}
  query<in<integer, integer>, out<integer, integer, integer, std::string, integer, integer, integer, integer>> target;
  query<in<integer, integer, std::string>> keep_text;
  query<in<integer>, out<integer>> last_edit;
  query<in<std::string, integer, integer, integer>> edit;
  query<in<std::string, integer, integer>> grow;
  query<in<integer, integer, integer>> bury;
  query<in<integer>> forget_edits;
  query<in<integer, integer>> forget_reactions;
  query<in<integer, integer>, out<integer, integer>> said_by;
  query<in<integer, integer, std::string, integer, integer>> add_reaction;
  query<in<integer, integer, std::string, integer>> drop_reaction;
  query<in<integer, integer, integer>> count_reactions;
  query<in<integer>, out<integer>> pins;
  query<in<integer, integer, integer>> pin;
};

/// The message that is to be changed.
struct target {
  integer id;
  chat::user_id author;
  chat::message_kind kind;
  std::string text;
  chat::instant created;
  bool deleted;
  bool pinned;
  preview_state preview;
};

std::optional<target> find(connection& sql, chat::room_id room, chat::seq_no seq) {
  const auto row = sql.prepared<message_change_statements>().target.first(room.value, seq.value);
  if (!row) return std::nullopt;
  const auto& [id, user, kind, text, created, deleted, pinned, preview] = *row;
  return target{id,           {user},      static_cast<chat::message_kind>(kind), text, to_instant(created),
                deleted != 0, pinned != 0, static_cast<preview_state>(preview)};
}

/// Somebody and the message they want to change.
struct reached {
  membership member;
  target message;
};

/// Both, if `who` may do `what` to it: to edit it is for its author.
chat::outcome<reached> reach(connection& sql, chat::user_id who, chat::room_id room, chat::seq_no seq,
                             chat::room_action what, chat::instant now) {
  auto member = permitted(sql, who, room, what, now);
  if (!member) return std::unexpected(member.error());
  auto found = find(sql, room, seq);
  if (!found) return chat::refuse(chat::not_found{});
  if (what == chat::room_action::edit_own) {
    if (found->author != who) return chat::refuse(chat::forbidden{});
    if (found->kind == chat::message_kind::system) return chat::refuse(chat::conflict{});
  }
  if (found->deleted) return chat::refuse(chat::conflict{});
  return reached{std::move(*member), std::move(*found)};
}

chat::outcome<changed_message> edit_now(write_context& context, chat::user_id author, chat::room_id room,
                                        chat::seq_no seq, const std::string& text, chat::instant now,
                                        chat::instant since, const std::string& flagged) {
  const auto both = reach(context.sql, author, room, seq, chat::room_action::edit_own, now);
  if (!both) return std::unexpected(both.error());
  const auto& [member, found] = *both;
  if (found.created < since) return chat::refuse(chat::conflict{});
  if (found.text == text) return changed_message{0, now};
  auto& statements = context.sql.prepared<message_change_statements>();
  // Two edits in one millisecond must not meet; nor may a clock that was set back.
  const std::int64_t last = std::get<0>(statements.last_edit.first(found.id).value());
  const auto time = std::max(to_milliseconds(now), last + 1);
  statements.keep_text.run(found.id, time, found.text);
  unindex_message(context.sql, room, seq);
  const auto version = record_change(context, room, change_kind::message, seq.value);
  statements.edit.run(text, time, version, found.id);
  index_message(context.sql, room, seq);
  forget_mentions(context.sql, room, seq);
  const std::vector<chat::user_id> nobody;
  write_mentions(context.sql, room, seq, mentioned_in(context.sql, member, room, text, {nobody, 0}, now));
  if (!flagged.empty()) insert_report(context.sql, {}, room, seq, flagged, now);
  const chat::instant edited{std::chrono::milliseconds(time)};
  chat::message_edited told{
      .room = room, .seq = seq, .version = version, .text = text, .edited = edited, .author = member.who};
  if (chat::first_link(found.text) == chat::first_link(text)) {
    if (found.preview == preview_state::shown) told.preview = preview_of(context.sql, {found.id});
  } else {
    told.link = chat::link_change::moves;
    end_preview(context.sql, {found.id}, found.preview, preview_state::none);
  }
  context.notices.emplace_back(std::move(told));
  return changed_message{version, edited};
}

chat::outcome<changed_message> grow_now(write_context& context, chat::user_id author, chat::room_id room,
                                        chat::seq_no seq, const std::string& text, chat::text_end end,
                                        chat::instant now) {
  const auto both = reach(context.sql, author, room, seq, chat::room_action::edit_own, now);
  if (!both) return std::unexpected(both.error());
  unindex_message(context.sql, room, seq);
  const auto version = record_change(context, room, change_kind::message, seq.value);
  context.sql.prepared<message_change_statements>().grow.run(text, version, both->message.id);
  index_message(context.sql, room, seq);
  chat::message_grown told{.room = room, .seq = seq, .version = version, .text = text};
  if (end == chat::text_end::reached) told.whole = read_message(context.sql, room, seq, author);
  context.notices.emplace_back(std::move(told));
  return changed_message{version, now};
}

/// Leaves a tombstone of a message that is not deleted yet.
changed_message bury(write_context& context, const target& found, chat::room_id room, chat::seq_no seq,
                     chat::user_id who, chat::instant now) {
  auto& statements = context.sql.prepared<message_change_statements>();
  const auto version = record_change(context, room, change_kind::message, seq.value);
  unindex_message(context.sql, room, seq);
  statements.bury.run(to_milliseconds(now), version, found.id);
  statements.forget_edits.run(found.id);
  statements.forget_reactions.run(room.value, seq.value);
  end_preview(context.sql, {found.id}, found.preview, preview_state::none);
  detach_files(context.sql, {found.id}, now);
  forget_mentions(context.sql, room, seq);
  context.notices.emplace_back(chat::message_deleted{room, seq, version, now, who});
  return {version, now};
}

chat::outcome<changed_message> remove_now(write_context& context, chat::user_id who, chat::room_id room,
                                          chat::seq_no seq, chat::instant now) {
  const auto found = find(context.sql, room, seq);
  const auto judged =
      may_delete(context.sql, who, room, found.transform([](const target& each) { return each.author; }), now);
  if (!judged) return std::unexpected(judged.error());
  if (found->kind == chat::message_kind::system) return chat::refuse(chat::conflict{});
  if (found->deleted) return changed_message{0, now};
  record_moderation(context.sql, who, "message:deleted", {{found->id}, room, seq, found->author}, now);
  return bury(context, *found, room, seq, who, now);
}

chat::outcome<std::int64_t> remove_all_now(write_context& context, chat::user_id moderator, chat::user_id author,
                                           std::size_t most, chat::instant now) {
  std::vector<std::pair<chat::room_id, chat::seq_no>> said;
  context.sql.prepared<message_change_statements>().said_by.each(
      [&](integer room, integer seq) { said.emplace_back(chat::room_id{room}, chat::seq_no{seq}); }, author.value,
      static_cast<integer>(most));
  for (const auto& [room, seq] : said) {
    if (const auto found = find(context.sql, room, seq)) bury(context, *found, room, seq, moderator, now);
  }
  return static_cast<std::int64_t>(said.size());
}

chat::outcome<changed_message> react_now(write_context& context, chat::user_id who, chat::room_id room,
                                         chat::seq_no seq, const std::string& emoji, presence_of wanted,
                                         std::size_t most, chat::instant now) {
  const auto both = reach(context.sql, who, room, seq, chat::room_action::react, now);
  if (!both) return std::unexpected(both.error());
  const auto before = reactions_of(context.sql, room, seq, who);
  const auto same = std::ranges::find(before, emoji, &chat::reaction::emoji);
  const bool mine = same != before.end() && same->mine;
  const bool added = wanted == presence_of::there;
  if (mine == added) return changed_message{0, now};
  if (added && same == before.end() && before.size() >= most) return chat::refuse(chat::conflict{});
  auto& statements = context.sql.prepared<message_change_statements>();
  if (added) {
    statements.add_reaction.run(room.value, seq.value, emoji, who.value, to_milliseconds(now));
  } else {
    statements.drop_reaction.run(room.value, seq.value, emoji, who.value);
  }
  const auto version = record_change(context, room, change_kind::message, seq.value);
  statements.count_reactions.run(added ? 1 : -1, version, both->message.id);
  const auto count = (same == before.end() ? 0 : same->count) + (added ? 1 : -1);
  context.notices.emplace_back(chat::reaction_changed{room, seq, version, emoji, who, added, count});
  return changed_message{version, now};
}

chat::outcome<changed_message> pin_now(write_context& context, chat::user_id who, chat::room_id room, chat::seq_no seq,
                                       presence_of wanted, std::size_t most, chat::instant now) {
  const auto both = reach(context.sql, who, room, seq, chat::room_action::pin, now);
  if (!both) return std::unexpected(both.error());
  const bool pinned = wanted == presence_of::there;
  if (both->message.pinned == pinned) return changed_message{0, now};
  auto& statements = context.sql.prepared<message_change_statements>();
  if (pinned && std::cmp_greater_equal(std::get<0>(statements.pins.first(room.value).value()), most)) {
    return chat::refuse(chat::conflict{});
  }
  const auto version = record_change(context, room, change_kind::message, seq.value);
  statements.pin.run(pinned ? to_milliseconds(now) : 0, version, both->message.id);
  context.notices.emplace_back(chat::pin_changed{room, seq, version, who, pinned});
  return changed_message{version, now};
}

}  // namespace

chat::flow<changed_message> message_change_store::edit(chat::user_id author, chat::room_id room, chat::seq_no seq,
                                                       std::string text, chat::instant now, chat::instant since,
                                                       std::string flagged) {
  co_return co_await writer_.run<changed_message>(
      reads_heads::no, [=, text = std::move(text), flagged = std::move(flagged)](write_context& context) {
        return edit_now(context, author, room, seq, text, now, since, flagged);
      });
}

chat::flow<changed_message> message_change_store::grow(chat::user_id author, chat::room_id room, chat::seq_no seq,
                                                       std::string text, chat::text_end end, chat::instant now) {
  co_return co_await writer_.run<changed_message>(reads_heads::no, [=, text = std::move(text)](write_context& context) {
    return grow_now(context, author, room, seq, text, end, now);
  });
}

chat::flow<changed_message> message_change_store::remove(chat::user_id who, chat::room_id room, chat::seq_no seq,
                                                         chat::instant now) {
  co_return co_await writer_.run<changed_message>(
      reads_heads::no, [=](write_context& context) { return remove_now(context, who, room, seq, now); });
}

chat::flow<std::int64_t> message_change_store::remove_all_of(chat::user_id moderator, chat::user_id author,
                                                             std::size_t most, chat::instant now) {
  co_return co_await writer_.run<std::int64_t>(
      reads_heads::no, [=](write_context& context) { return remove_all_now(context, moderator, author, most, now); });
}

chat::flow<changed_message> message_change_store::react(chat::user_id who, chat::room_id room, chat::seq_no seq,
                                                        std::string emoji, presence_of wanted, std::size_t most,
                                                        chat::instant now) {
  co_return co_await writer_.run<changed_message>(reads_heads::no,
                                                  [=, emoji = std::move(emoji)](write_context& context) {
                                                    return react_now(context, who, room, seq, emoji, wanted, most, now);
                                                  });
}

chat::flow<changed_message> message_change_store::pin(chat::user_id who, chat::room_id room, chat::seq_no seq,
                                                      presence_of wanted, std::size_t most, chat::instant now) {
  co_return co_await writer_.run<changed_message>(
      reads_heads::no, [=](write_context& context) { return pin_now(context, who, room, seq, wanted, most, now); });
}

}  // namespace webchats::store
