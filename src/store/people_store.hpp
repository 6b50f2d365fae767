#pragma once

#include "chat/ports/people_repository.hpp"
#include "store/coalesced_times.hpp"
#include "store/readers.hpp"
#include "store/writer.hpp"

namespace webchats::store {

/// Profiles, blocks and who was here when, on SQL. May be used from any loop. Close the writer before destroying it.
class people_store final : public chat::people_repository {
 public:
  people_store(writer& writes, readers& reads);

  [[nodiscard]] chat::flow<chat::profile> profile_of(chat::user_id asker, chat::reach how_far,
                                                     chat::user_id wanted) override;
  [[nodiscard]] chat::flow<std::vector<chat::seen_person>> last_seen(chat::user_id asker, chat::reach how_far,
                                                                     std::vector<chat::user_id> wanted) override;
  [[nodiscard]] chat::flow<chat::account> change(chat::user_id who, chat::profile_change change,
                                                 chat::instant now) override;
  void left(chat::user_id who, chat::instant when) noexcept override { left_.put(who, when); }
  [[nodiscard]] chat::flow<std::vector<chat::room_id>> direct_rooms_of(chat::user_id who) override;
  [[nodiscard]] chat::flow<std::vector<chat::user>> blocked_by(chat::user_id who) override;
  [[nodiscard]] chat::flow<void> block(chat::user_id who, chat::user_id blocked, std::size_t most) override;
  [[nodiscard]] chat::flow<void> unblock(chat::user_id who, chat::user_id blocked) override;

 private:
  writer& writer_;
  readers& readers_;
  coalesced_times<chat::user_id> left_;
};

}  // namespace webchats::store
