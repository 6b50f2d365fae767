#include "store/message_rows.hpp"

#include <algorithm>
#include <string>

#include "store/query.hpp"

namespace webchats::store {

namespace {

using message_query =
    query<in<integer, integer, integer, integer>, out<integer, integer, integer, integer, std::string, std::string,
                                                      std::string, std::string, std::string, integer, integer>>;

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
        attachments(sql,
                    "select id, url, thumb, type, width, height, size from attachments where message_id = :message "
                    "order by position") {}
  message_query oldest;
  message_query newest;
  query<in<integer>, out<std::string, std::string, std::string, std::string, integer, integer, integer>> attachments;
};

}  // namespace

std::vector<chat::file> attachments_of(connection& sql, chat::message_id message) {
  std::vector<chat::file> files;
  sql.prepared<message_statements>().attachments.each(
      [&](const std::string& id, const std::string& url, const std::string& thumb, const std::string& type,
          integer width, integer height, integer size) {
        files.push_back(
            {{id}, url, thumb, type, static_cast<std::int32_t>(width), static_cast<std::int32_t>(height), size});
      },
      message.value);
  return files;
}

std::vector<chat::message> read_messages(connection& sql, const message_range& range, from_end end) {
  auto& statements = sql.prepared<message_statements>();
  std::vector<chat::message> messages;
  std::vector<std::size_t> with_files;
  auto& chosen = end == from_end::oldest ? statements.oldest : statements.newest;
  chosen.each(
      [&](integer id, integer room, integer seq, integer user, const std::string& name, const std::string& avatar,
          const std::string& email, const std::string& client_id, const std::string& text, integer files,
          integer created) {
        if (files > 0) with_files.push_back(messages.size());
        messages.push_back({.id = {id},
                            .room = {room},
                            .seq = {seq},
                            .author = {{user}, name, avatar, email},
                            .client_id = client_id.empty() ? std::nullopt : std::optional(client_id),
                            .text = text,
                            .attachments = {},
                            .time = chat::instant(std::chrono::milliseconds(created))});
      },
      range.room.value, range.above.value, range.up_to.value, static_cast<integer>(range.limit));
  for (const auto at : with_files) messages[at].attachments = attachments_of(sql, messages[at].id);
  if (end == from_end::newest) std::ranges::reverse(messages);
  return messages;
}

}  // namespace webchats::store
