#pragma once

#include "chat/ports/message_change_repository.hpp"
#include "store/writer.hpp"

namespace webchats::store {

/// Edits, deletions, reactions and pins on SQL. May be used from any loop.
class message_change_store final : public chat::message_change_repository {
 public:
  explicit message_change_store(writer& writes) : writer_(writes) {}

  [[nodiscard]] chat::flow<chat::changed_message> edit(chat::user_id author, chat::room_id room, chat::seq_no seq,
                                                       std::string text, chat::instant now, chat::instant since,
                                                       std::string flagged) override;
  [[nodiscard]] chat::flow<chat::changed_message> grow(chat::user_id author, chat::room_id room, chat::seq_no seq,
                                                       std::string text, chat::text_end end,
                                                       chat::instant now) override;
  [[nodiscard]] chat::flow<chat::changed_message> remove(chat::user_id who, chat::room_id room, chat::seq_no seq,
                                                         chat::instant now) override;
  [[nodiscard]] chat::flow<std::int64_t> remove_all_of(chat::user_id moderator, chat::user_id author, std::size_t most,
                                                       chat::instant now) override;
  [[nodiscard]] chat::flow<chat::changed_message> react(chat::user_id who, chat::room_id room, chat::seq_no seq,
                                                        std::string emoji, chat::presence_of wanted, std::size_t most,
                                                        chat::instant now) override;
  [[nodiscard]] chat::flow<chat::changed_message> pin(chat::user_id who, chat::room_id room, chat::seq_no seq,
                                                      chat::presence_of wanted, std::size_t most,
                                                      chat::instant now) override;

 private:
  writer& writer_;
};

}  // namespace webchats::store
