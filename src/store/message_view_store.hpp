#pragma once

#include "chat/ports/message_view_repository.hpp"
#include "store/readers.hpp"

namespace webchats::store {

/// The other ways of reading, on SQL. May be used from any loop.
class message_view_store final : public chat::message_view_repository {
 public:
  explicit message_view_store(store::readers& reads) : readers_(reads) {}

  [[nodiscard]] chat::flow<chat::message_page> around(chat::user_id reader, chat::room_id room, chat::seq_no seq,
                                                      std::size_t limit) override;
  [[nodiscard]] chat::flow<chat::message_page> at(chat::user_id reader, chat::room_id room, chat::instant time,
                                                  std::size_t limit) override;
  [[nodiscard]] chat::flow<std::vector<chat::message>> pins(chat::user_id reader, chat::room_id room) override;
  [[nodiscard]] chat::flow<chat::message_page> thread(chat::user_id reader, chat::room_id room, chat::seq_no first,
                                                      chat::seq_no after, std::size_t limit) override;
  [[nodiscard]] chat::flow<std::vector<chat::earlier_text>> edits(chat::user_id reader, chat::room_id room,
                                                                  chat::seq_no seq) override;
  [[nodiscard]] chat::flow<chat::reader_page> readers(chat::user_id reader, chat::room_id room, chat::seq_no seq,
                                                      std::size_t limit) override;
  [[nodiscard]] chat::flow<chat::message_page> saved(chat::user_id reader, std::optional<chat::message_id> before,
                                                     std::size_t limit) override;
  [[nodiscard]] chat::flow<chat::message_page> mentions(chat::user_id reader, std::optional<chat::message_id> before,
                                                        std::size_t limit) override;

 private:
  store::readers& readers_;
};

}  // namespace webchats::store
