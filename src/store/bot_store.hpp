#pragma once

#include "chat/ports/bots.hpp"
#include "store/readers.hpp"
#include "store/writer.hpp"

namespace webchats::store {

/// Bots and their tokens on SQL. May be used from any loop.
class bot_store final : public chat::bot_repository {
 public:
  bot_store(writer& writes, readers& reads) : writer_(writes), readers_(reads) {}

  [[nodiscard]] chat::flow<chat::bot> add(chat::new_bot made) override;
  [[nodiscard]] chat::flow<std::vector<chat::bot>> list(chat::user_id asker) override;
  [[nodiscard]] chat::flow<chat::bot> get(chat::user_id asker, chat::user_id wanted) override;
  [[nodiscard]] chat::flow<void> remove(chat::user_id asker, chat::user_id removed, chat::instant now) override;
  [[nodiscard]] chat::flow<chat::bot_token> add_token(chat::user_id asker, chat::user_id of,
                                                      chat::new_bot_token made) override;
  [[nodiscard]] chat::flow<std::vector<chat::bot_token>> tokens(chat::user_id asker, chat::user_id of) override;
  [[nodiscard]] chat::flow<void> end_token(chat::user_id asker, chat::user_id of, chat::session_id ended,
                                           chat::instant now) override;
  [[nodiscard]] chat::flow<void> enter(chat::user_id asker, chat::user_id entering, chat::room_id room,
                                       chat::instant now) override;
  [[nodiscard]] chat::flow<void> leave(chat::user_id asker, chat::user_id leaving, chat::room_id room) override;

 private:
  writer& writer_;
  readers& readers_;
};

/// The rooms of a token as they are stored: numbers with commas between them.
[[nodiscard]] std::string rooms_text(const std::vector<chat::room_id>& rooms);
[[nodiscard]] std::vector<chat::room_id> rooms_in(std::string_view text);

}  // namespace webchats::store
