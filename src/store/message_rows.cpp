#include "store/message_rows.hpp"

#include <algorithm>
#include <string>

#include "chat/text.hpp"
#include "store/file_rows.hpp"
#include "store/mention_rows.hpp"
#include "store/preview_rows.hpp"
#include "store/query.hpp"
#include "store/time.hpp"

namespace webchats::store {

namespace {

constexpr std::size_t quoted_code_points = 200;
constexpr std::size_t shown_reactors = 20;

constexpr const char* message_columns =
    "m.id, m.room_id, m.seq, m.user_id, u.name, u.avatar, u.email, u.role, coalesce(m.client_id, ''), m.text, m.files, "
    "m.created, m.kind, m.version, m.reply_to, m.thread, m.replies, m.edited, m.deleted, m.pinned, m.reactions, "
    "m.preview";

using message_out =
    out<integer, integer, integer, integer, std::string, std::string, std::string, integer, std::string, std::string,
        integer, integer, integer, integer, integer, integer, integer, integer, integer, integer, integer, integer>;
using message_query = query<in<integer, integer, integer, integer>, message_out>;

std::string range_query(const char* order) {
  return std::string("select ") + message_columns +
         " from messages m join users u on u.id = m.user_id "
         "where m.room_id = :room and m.seq > :above and m.seq <= :up_to order by m.seq " +
         order + " limit :most";
}

struct message_statements {
  explicit message_statements(connection& sql)
      : oldest(sql, range_query("asc")),
        newest(sql, range_query("desc")),
        attachments(sql, std::string("select ") + file_columns +
                             " from attachments where message_id = :message order by position"),
        quoted(sql,
               "select m.user_id, u.name, u.avatar, u.email, u.role, m.text, m.deleted from messages m "
               "join users u on u.id = m.user_id where m.room_id = :room and m.seq = :seq"),
        reactions(sql,
                  "select emoji, user_id from reactions where room_id = :room and seq = :seq order by time, user_id") {}
  message_query oldest;
  message_query newest;
  query<in<integer>, file_row> attachments;
  query<in<integer, integer>, out<integer, std::string, std::string, std::string, integer, std::string, integer>>
      quoted;
  query<in<integer, integer>, out<std::string, integer>> reactions;
};

std::optional<chat::instant> time_of(integer value) {
  if (value == 0) return std::nullopt;
  return to_instant(value);
}

/// A message as its row has it; what `complete` needs is in `files`, `reactions`, `preview` and the seq of
/// `reply_to`.
struct row {
  chat::message message;
  integer files = 0;
  integer reactions = 0;
  preview_state preview = preview_state::none;
  chat::seq_no reply_to;
};

row to_row(integer id, integer room, integer seq, integer user, const std::string& name, const std::string& avatar,
           const std::string& email, integer role, const std::string& client_id, const std::string& text, integer files,
           integer created, integer kind, integer version, integer reply_to, integer thread, integer replies,
           integer edited, integer deleted, integer pinned, integer reactions, integer preview) {
  return {.message = {.id = {id},
                      .room = {room},
                      .seq = {seq},
                      .author = {{user}, name, avatar, email, static_cast<chat::server_role>(role)},
                      .client_id = client_id.empty() ? std::nullopt : std::optional(client_id),
                      .text = text,
                      .attachments = {},
                      .time = to_instant(created),
                      .kind = static_cast<chat::message_kind>(kind),
                      .version = version,
                      .thread = {thread},
                      .replies = replies,
                      .edited = time_of(edited),
                      .deleted = time_of(deleted),
                      .pinned = pinned != 0},
          .files = files,
          .reactions = reactions,
          .preview = static_cast<preview_state>(preview),
          .reply_to = {reply_to}};
}

void complete(connection& sql, row& each, chat::user_id reader) {
  if (each.files > 0) each.message.attachments = attachments_of(sql, each.message.id);
  if (each.reply_to.value > 0) each.message.reply_to = quote_of(sql, each.message.room, each.reply_to);
  each.message.crowd = names_crowd(sql, each.message, reader);
  if (each.reactions > 0) each.message.reactions = reactions_of(sql, each.message.room, each.message.seq, reader);
  if (each.preview == preview_state::shown) each.message.preview = preview_of(sql, each.message.id);
}

}  // namespace

std::vector<chat::file> attachments_of(connection& sql, chat::message_id message) {
  std::vector<chat::file> files;
  sql.prepared<message_statements>().attachments.each(
      [&](const auto&... columns) { files.push_back(file_of(columns...)); }, message.value);
  return files;
}

std::optional<chat::quote> quote_of(connection& sql, chat::room_id room, chat::seq_no seq) {
  const auto found = sql.prepared<message_statements>().quoted.first(room.value, seq.value);
  if (!found) return std::nullopt;
  const auto& [user, name, avatar, email, role, text, deleted] = *found;
  return chat::quote{.seq = seq,
                     .author = {{user}, name, avatar, email, static_cast<chat::server_role>(role)},
                     .text = std::string(chat::beginning_of(text, quoted_code_points)),
                     .deleted = deleted != 0};
}

std::vector<chat::reaction> reactions_of(connection& sql, chat::room_id room, chat::seq_no seq, chat::user_id reader) {
  std::vector<chat::reaction> all;
  sql.prepared<message_statements>().reactions.each(
      [&](const std::string& emoji, integer user) {
        auto found = std::ranges::find(all, emoji, &chat::reaction::emoji);
        if (found == all.end()) found = all.insert(all.end(), chat::reaction{.emoji = emoji});
        ++found->count;
        if (found->users.size() < shown_reactors) found->users.push_back({user});
        if (user == reader.value) found->mine = true;
      },
      room.value, seq.value);
  return all;
}

std::vector<chat::message> read_messages(connection& sql, const message_range& range, from_end end,
                                         chat::user_id reader) {
  auto& statements = sql.prepared<message_statements>();
  std::vector<row> rows;
  auto& chosen = end == from_end::oldest ? statements.oldest : statements.newest;
  chosen.each([&](const auto&... columns) { rows.push_back(to_row(columns...)); }, range.room.value, range.above.value,
              range.up_to.value, static_cast<integer>(range.limit));
  std::vector<chat::message> messages;
  messages.reserve(rows.size());
  for (auto& each : rows) {
    complete(sql, each, reader);
    messages.push_back(std::move(each.message));
  }
  if (end == from_end::newest) std::ranges::reverse(messages);
  return messages;
}

std::optional<chat::message> read_message(connection& sql, chat::room_id room, chat::seq_no seq, chat::user_id reader) {
  auto found = read_messages(sql, {room, {seq.value - 1}, seq, 1}, from_end::oldest, reader);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

}  // namespace webchats::store
