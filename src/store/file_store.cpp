#include "store/file_store.hpp"

#include <string>
#include <utility>

#include "store/query.hpp"

namespace webchats::store {

namespace {

struct file_statements {
  explicit file_statements(connection& sql)
      : add(sql,
            "insert into attachments (id, user_id, url, thumb, type, width, height, size, created) "
            "values (:id, :user, :url, :thumb, :type, :width, :height, :size, :created)") {}
  query<in<std::string, integer, std::string, std::string, std::string, integer, integer, integer, integer>> add;
};

}  // namespace

chat::flow<void> file_store::add(chat::user_id owner, chat::file uploaded, chat::instant now) {
  co_return co_await writer_.run<void>(
      reads_heads::no, [owner, uploaded = std::move(uploaded), now](write_context& context) -> chat::outcome<void> {
        context.sql.prepared<file_statements>().add.run(uploaded.id.value, owner.value, uploaded.url, uploaded.thumb,
                                                        uploaded.type, uploaded.width, uploaded.height, uploaded.size,
                                                        now.time_since_epoch().count());
        return {};
      });
}

}  // namespace webchats::store
