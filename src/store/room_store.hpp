#pragma once

#include "chat/ports/repository.hpp"
#include "store/readers.hpp"
#include "store/writer.hpp"

namespace webchats::store {

/// Rooms, and who comes and goes by themselves, on SQL. May be used from any loop.
class room_store final : public chat::room_repository {
 public:
  room_store(writer& writes, readers& reads) : writer_(writes), readers_(reads) {}

  [[nodiscard]] chat::flow<std::vector<chat::joined_room>> rooms_of(chat::user_id member) override;
  [[nodiscard]] chat::flow<chat::joined_room> room_for(chat::user_id member, chat::room_id wanted) override;
  [[nodiscard]] chat::flow<chat::room_page> directory(chat::user_id asker, chat::list_range range) override;
  [[nodiscard]] chat::flow<chat::joined_room> create(chat::new_room made) override;
  [[nodiscard]] chat::flow<chat::joined_room> direct(chat::user_id who, std::vector<chat::user_id> others,
                                                     chat::instant now) override;
  [[nodiscard]] chat::flow<chat::joined_room> join(chat::user_id who, chat::room_id wanted, chat::instant now) override;
  [[nodiscard]] chat::flow<void> leave(chat::user_id who, chat::room_id left, chat::instant now) override;
  [[nodiscard]] chat::flow<chat::changed_room> update(chat::user_id who, chat::room_id changed,
                                                      chat::room_change change, chat::instant now) override;
  [[nodiscard]] chat::flow<chat::changed_room> archive(chat::user_id who, chat::room_id changed, chat::archiving what,
                                                       chat::instant now) override;
  [[nodiscard]] chat::flow<chat::moved_marker> mark_read(chat::user_id who, chat::room_id read,
                                                         chat::seq_no up_to) override;

 private:
  writer& writer_;
  readers& readers_;
};

}  // namespace webchats::store
