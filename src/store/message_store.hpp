#pragma once

#include "chat/ports/repository.hpp"
#include "store/readers.hpp"
#include "store/writer.hpp"

namespace webchats::store {

/// Messages on SQL. May be used from any loop.
class message_store final : public chat::message_repository {
 public:
  message_store(writer& writes, readers& reads) : writer_(writes), readers_(reads) {}

  [[nodiscard]] chat::flow<chat::appended> append(chat::new_message sent) override;
  [[nodiscard]] chat::flow<chat::message_page> history(chat::user_id reader, chat::room_id room,
                                                       chat::history_range range) override;
  [[nodiscard]] chat::flow<std::vector<chat::message>> between(chat::user_id reader, chat::room_id room,
                                                               chat::seq_no above, chat::seq_no up_to) override;
  [[nodiscard]] chat::flow<chat::seq_no> last_seq(chat::user_id reader, chat::room_id room) override;
  [[nodiscard]] chat::flow<chat::appended> meet_image(chat::new_image_message half) override;
  [[nodiscard]] chat::flow<chat::appended> append_image(chat::new_image_message half) override;

 private:
  writer& writer_;
  readers& readers_;
};

}  // namespace webchats::store
