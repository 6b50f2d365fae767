#pragma once

#include <vector>

#include "chat/ports/word_repository.hpp"
#include "store/connection.hpp"
#include "store/writer.hpp"

namespace webchats::store {

/// The unwanted words, on SQL. Actions are stored as the numbers of chat's enum.
class word_store final : public chat::word_repository {
 public:
  word_store(writer& writes, database where) : writer_(writes), database_(std::move(where)) {}

  [[nodiscard]] std::vector<chat::filtered_word> load() override;
  [[nodiscard]] chat::flow<void> change(chat::user_id actor, chat::word_changes changes, chat::instant now) override;

 private:
  writer& writer_;
  database database_;
};

}  // namespace webchats::store
