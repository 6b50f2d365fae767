#pragma once

#include "chat/ports/repository.hpp"
#include "store/readers.hpp"
#include "store/writer.hpp"

namespace webchats::store {

/// Rooms and members on SQL. May be used from any loop.
class room_store final : public chat::room_repository {
 public:
  room_store(writer& writes, readers& reads) : writer_(writes), readers_(reads) {}

  [[nodiscard]] chat::flow<std::vector<chat::joined_room>> rooms_of(chat::user_id member) override;
  [[nodiscard]] chat::flow<chat::joined_room> room_for(chat::user_id member, chat::room_id wanted) override;
  [[nodiscard]] chat::flow<std::vector<chat::user>> members_of(chat::user_id asker, chat::room_id wanted) override;
  [[nodiscard]] chat::flow<chat::joined_room> create(chat::new_room made) override;
  [[nodiscard]] chat::flow<chat::joined_room> join(chat::user_id who, chat::room_id wanted, chat::instant now) override;
  [[nodiscard]] chat::flow<void> leave(chat::user_id who, chat::room_id left) override;
  [[nodiscard]] chat::flow<chat::joined_room> update(chat::user_id who, chat::room_id changed,
                                                     chat::room_change change) override;
  [[nodiscard]] chat::flow<chat::moved_marker> mark_read(chat::user_id who, chat::room_id read,
                                                         chat::seq_no up_to) override;

 private:
  writer& writer_;
  readers& readers_;
};

}  // namespace webchats::store
