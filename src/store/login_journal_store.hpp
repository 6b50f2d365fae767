#pragma once

#include "chat/ports/login_journal.hpp"
#include "store/connection.hpp"
#include "store/writer.hpp"

namespace webchats::store {

/// Failed logins on SQL. May be used from any thread.
class login_journal_store final : public chat::login_journal {
 public:
  login_journal_store(writer& writes, database where) : writer_(writes), database_(std::move(where)) {}

  void failed(chat::login_failure made) noexcept override;
  void forgive(std::string key) noexcept override;
  [[nodiscard]] std::vector<chat::login_failure> since(chat::instant when) override;

 private:
  writer& writer_;
  database database_;
};

}  // namespace webchats::store
