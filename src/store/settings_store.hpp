#pragma once

#include "chat/ports/settings_repository.hpp"
#include "store/connection.hpp"
#include "store/writer.hpp"

namespace webchats::store {

/// What administrators set, on SQL.
class settings_store final : public chat::settings_repository {
 public:
  settings_store(writer& writes, database where) : writer_(writes), database_(std::move(where)) {}

  [[nodiscard]] chat::stored_settings load() override;
  [[nodiscard]] chat::flow<void> store(chat::user_id actor, chat::stored_settings changed, chat::instant now) override;

 private:
  writer& writer_;
  database database_;
};

}  // namespace webchats::store
