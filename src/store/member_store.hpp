#pragma once

#include "chat/ports/member_repository.hpp"
#include "store/push_recorder.hpp"
#include "store/readers.hpp"
#include "store/writer.hpp"

namespace webchats::store {

/// The people of rooms on SQL. May be used from any loop.
class member_store final : public chat::member_repository {
 public:
  /// `recorder` belongs to the thread of `writes`.
  member_store(writer& writes, readers& reads, push_recorder& recorder)
      : writer_(writes), readers_(reads), recorder_(recorder) {}

  [[nodiscard]] chat::flow<chat::member_page> members_of(chat::user_id asker, chat::room_id room,
                                                         chat::list_range range, chat::instant now) override;
  [[nodiscard]] chat::flow<std::vector<chat::room_member>> members_among(chat::user_id asker, chat::room_id room,
                                                                         std::vector<chat::user_id> people,
                                                                         chat::instant now) override;
  [[nodiscard]] chat::flow<std::vector<chat::user_id>> add(chat::user_id host, chat::room_id room,
                                                           std::vector<chat::user_id> people,
                                                           chat::instant now) override;
  [[nodiscard]] chat::flow<void> kick(chat::user_id actor, chat::room_id room, chat::user_id subject,
                                      std::string reason, chat::instant now) override;
  [[nodiscard]] chat::flow<void> ban(chat::user_id actor, chat::room_id room, chat::new_ban made) override;
  [[nodiscard]] chat::flow<void> unban(chat::user_id actor, chat::room_id room, chat::user_id subject,
                                       chat::instant now) override;
  [[nodiscard]] chat::flow<chat::ban_page> bans_of(chat::user_id asker, chat::room_id room, chat::list_range range,
                                                   chat::instant now) override;
  [[nodiscard]] chat::flow<void> mute(chat::user_id actor, chat::room_id room, chat::user_id subject,
                                      chat::instant until, chat::instant now) override;
  [[nodiscard]] chat::flow<void> give_role(chat::user_id actor, chat::room_id room, chat::user_id subject,
                                           chat::member_role role, chat::instant now) override;
  [[nodiscard]] chat::flow<void> set_notify(chat::user_id who, chat::room_id room, chat::notify_level level) override;
  [[nodiscard]] chat::flow<void> check(chat::user_id who, chat::room_id room, chat::room_action what,
                                       chat::instant now) override;

 private:
  writer& writer_;
  readers& readers_;
  push_recorder& recorder_;
};

}  // namespace webchats::store
