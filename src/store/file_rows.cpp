#include "store/file_rows.hpp"
#include "store/time.hpp"

#include <tuple>

namespace webchats::store {

namespace {

struct file_row_statements {
  explicit file_row_statements(connection& sql)
      : insert(sql,
               "insert into attachments (id, user_id, message_id, url, thumb, type, width, height, size, kind, name, "
               "medium, blur, digest, awaits, created) values (:id, :user, nullif(:message, 0), :url, :thumb, :type, "
               ":width, :height, :size, :kind, :name, :medium, :blur, :digest, :awaits, :created)"),
        used(sql,
             "select (select coalesce(sum(size), 0) from attachments where user_id = :owner) + "
             "(select coalesce(sum(size), 0) from uploads where user_id = :announcer and made = '')") {}
  query<in<std::string, integer, integer, std::string, std::string, std::string, integer, integer, integer, integer,
           std::string, std::string, std::string, std::string, integer, integer>>
      insert;
  query<in<integer, integer>, out<integer>> used;
};

}  // namespace

chat::file file_of(const std::string& id, const std::string& url, const std::string& thumb, const std::string& type,
                   integer width, integer height, integer size, integer kind, const std::string& name,
                   const std::string& medium, const std::string& blur) {
  return {.id = {id},
          .url = url,
          .thumb = thumb,
          .type = type,
          .width = static_cast<std::int32_t>(width),
          .height = static_cast<std::int32_t>(height),
          .size = size,
          .kind = static_cast<chat::file_kind>(kind),
          .name = name,
          .medium = medium,
          .blur = blur};
}

void insert_file(connection& sql, const chat::file& added, const file_use& use) {
  sql.prepared<file_row_statements>().insert.run(added.id.value, use.owner.value, use.message.value, added.url,
                                                 added.thumb, added.type, added.width, added.height, added.size,
                                                 static_cast<integer>(added.kind), added.name, added.medium, added.blur,
                                                 use.digest, use.awaits, to_milliseconds(use.created));
}

bool has_space(connection& sql, chat::user_id owner, std::int64_t bytes, std::int64_t most) {
  const auto used = sql.prepared<file_row_statements>().used.first(owner.value, owner.value);
  return std::get<0>(used.value()) <= most - bytes;
}

}  // namespace webchats::store
