#pragma once

#include <string>

#include "chat/ports/invite_repository.hpp"
#include "store/readers.hpp"
#include "store/writer.hpp"

namespace webchats::store {

/// Uses up one use of the link with this code, to a room or to the server. For the transaction of what it lets in,
/// whose refusal gives the use back. Refuses with `not_found` and `gone`.
[[nodiscard]] chat::outcome<chat::invite> use_invite(write_context& context, const std::string& code_hash,
                                                     chat::instant now);

/// Links by which people come, on SQL. May be used from any loop.
class invite_store final : public chat::invite_repository {
 public:
  invite_store(writer& writes, readers& reads) : writer_(writes), readers_(reads) {}

  [[nodiscard]] chat::flow<chat::invite> add(chat::new_invite made) override;
  [[nodiscard]] chat::flow<std::vector<chat::invite>> list(chat::user_id asker, chat::instant now) override;
  [[nodiscard]] chat::flow<void> remove(chat::user_id asker, chat::invite_id ended, chat::instant now) override;
  [[nodiscard]] chat::flow<chat::invite_face> look(std::string code_hash, chat::instant now) override;
  [[nodiscard]] chat::flow<chat::joined_room> join(chat::user_id who, std::string code_hash,
                                                   chat::instant now) override;

 private:
  writer& writer_;
  readers& readers_;
};

}  // namespace webchats::store
