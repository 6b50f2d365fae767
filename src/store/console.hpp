#pragma once

#include <optional>
#include <string>
#include <vector>

#include "chat/types.hpp"
#include "store/connection.hpp"

namespace webchats::store {

/// What the command line does with people: in a process of its own, beside the server or without it. On one thread.
class console {
 public:
  struct person {
    chat::user who;  ///< with e-mail
    bool disabled = false;
    std::int64_t sessions = 0;
  };

  /// Opens a database that the server has made. Throws std::runtime_error when its schema is not that of this program,
  /// soci::soci_error, std::system_error.
  explicit console(const database& where);

  /// Everybody, by id.
  [[nodiscard]] std::vector<person> people();
  [[nodiscard]] std::optional<person> find(const std::string& email);
  /// A one-time code for a new password, known by its hash; it replaces others.
  void give_code(chat::user_id who, const std::string& code_hash, chat::instant expires, chat::instant now);
  /// A running server learns of it when it starts again.
  void set_role(const chat::user& who, chat::server_role role, chat::instant now);

 private:
  connection sql_;
};

}  // namespace webchats::store
