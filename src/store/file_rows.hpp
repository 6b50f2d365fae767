#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "chat/types.hpp"
#include "store/connection.hpp"
#include "store/query.hpp"

namespace webchats::store {

/// The columns of `attachments` that make a file, and their types.
inline constexpr const char* file_columns = "id, url, thumb, type, width, height, size, kind, name, medium, blur";
using file_row = out<std::string, std::string, std::string, std::string, integer, integer, integer, integer,
                     std::string, std::string, std::string>;

[[nodiscard]] chat::file file_of(const std::string& id, const std::string& url, const std::string& thumb,
                                 const std::string& type, integer width, integer height, integer size, integer kind,
                                 const std::string& name, const std::string& medium, const std::string& blur);

/// What the database knows of a file beside what people see.
struct file_use {
  chat::user_id owner;
  chat::message_id message{};  ///< 0: none yet
  std::string digest{};        ///< of a classic image
  integer awaits = 0;          ///< of a classic image
  chat::instant created;
};

void insert_file(connection& sql, const chat::file& added, const file_use& use);

/// Whether the person may have `bytes` more without passing `most`; announced uploads count as if they were complete.
[[nodiscard]] bool has_space(connection& sql, chat::user_id owner, std::int64_t bytes, std::int64_t most);

}  // namespace webchats::store
