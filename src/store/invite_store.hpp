#pragma once

#include "chat/ports/invite_repository.hpp"
#include "store/readers.hpp"
#include "store/writer.hpp"

namespace webchats::store {

/// Invites to the server on SQL. May be used from any loop.
class invite_store final : public chat::invite_repository {
 public:
  invite_store(writer& writes, readers& reads) : writer_(writes), readers_(reads) {}

  [[nodiscard]] chat::flow<chat::invite> add(chat::new_invite made) override;
  [[nodiscard]] chat::flow<std::vector<chat::invite>> living(std::optional<chat::user_id> creator,
                                                             chat::instant now) override;
  [[nodiscard]] chat::flow<void> remove(std::int64_t id, std::optional<chat::user_id> only_of, chat::user_id actor,
                                        chat::instant now) override;
  [[nodiscard]] chat::flow<chat::invitation> look_up(std::string code_hash, chat::instant now) override;

 private:
  writer& writer_;
  readers& readers_;
};

}  // namespace webchats::store
