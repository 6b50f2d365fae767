#pragma once

#include "chat/ports/preview_repository.hpp"
#include "store/writer.hpp"

namespace webchats::store {

/// Previews of links on SQL. May be used from any loop.
class preview_store final : public chat::preview_repository {
 public:
  explicit preview_store(writer& writes) : writer_(writes) {}

  [[nodiscard]] chat::flow<chat::changed_message> put(chat::room_id room, chat::seq_no seq,
                                                      chat::link_preview made) override;
  [[nodiscard]] chat::flow<chat::changed_message> remove(chat::user_id who, chat::room_id room, chat::seq_no seq,
                                                         chat::instant now) override;

 private:
  writer& writer_;
};

}  // namespace webchats::store
