#pragma once

#include <utility>

#include "chat/ports/robot_repository.hpp"
#include "store/database.hpp"
#include "store/writer.hpp"

namespace webchats::store {

/// 大白's account and rooms on SQL. May be used from any loop.
class robot_store final : public chat::robot_repository {
 public:
  robot_store(writer& writes, database where) : writer_(writes), database_(std::move(where)) {}

  [[nodiscard]] std::optional<chat::robot_account> load() override;
  [[nodiscard]] chat::flow<chat::robot_entry> enter(chat::room_id room, chat::user_id asker, std::string name,
                                                    chat::instant now) override;

 private:
  writer& writer_;
  database database_;
};

}  // namespace webchats::store
