#pragma once

#include "chat/ports/personal_repository.hpp"
#include "store/writer.hpp"

namespace webchats::store {

/// Markers, saved messages and drafts on SQL. May be used from any loop.
class personal_store final : public chat::personal_repository {
 public:
  explicit personal_store(writer& writes) : writer_(writes) {}

  [[nodiscard]] chat::flow<chat::moved_marker> mark_unread(chat::user_id reader, chat::room_id room,
                                                           chat::seq_no seq) override;
  [[nodiscard]] chat::flow<void> save(chat::user_id who, chat::room_id room, chat::seq_no seq, chat::presence_of wanted,
                                      std::size_t most, chat::instant now) override;
  [[nodiscard]] chat::flow<void> draft(chat::user_id who, chat::room_id room, chat::seq_no thread, std::string text,
                                       chat::instant now) override;

 private:
  writer& writer_;
};

}  // namespace webchats::store
