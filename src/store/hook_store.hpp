#pragma once

#include "chat/ports/hooks.hpp"
#include "store/outbox_recorder.hpp"
#include "store/readers.hpp"
#include "store/writer.hpp"

namespace webchats::store {

/// Hooks on SQL. May be used from any loop.
class hook_store final : public chat::hook_repository {
 public:
  /// `recorder` belongs to the thread of `writes`.
  hook_store(writer& writes, readers& reads, outbox_recorder& recorder)
      : writer_(writes), readers_(reads), recorder_(recorder) {}

  [[nodiscard]] chat::flow<chat::hook> add(chat::new_hook made) override;
  [[nodiscard]] chat::flow<void> remove(chat::user_id who, chat::hook_id removed, chat::instant now) override;
  [[nodiscard]] chat::flow<std::vector<chat::hook>> list(chat::user_id asker, std::optional<chat::room_id> room,
                                                         chat::instant now) override;
  [[nodiscard]] chat::flow<chat::hook> managed(chat::user_id asker, chat::hook_id wanted, chat::instant now) override;
  [[nodiscard]] chat::flow<chat::hook> by_token(std::string token_hash) override;
  [[nodiscard]] chat::flow<chat::hook> outgoing(chat::hook_id wanted) override;
  [[nodiscard]] chat::flow<chat::hook> answering(chat::user_id asker, std::string command, chat::room_id room,
                                                 chat::instant now) override;
  [[nodiscard]] chat::flow<std::vector<chat::hook>> commands_in(chat::room_id room) override;
  [[nodiscard]] chat::flow<void> enter(chat::hook_id answering, chat::room_id room, chat::instant now) override;

 private:
  writer& writer_;
  readers& readers_;
  outbox_recorder& recorder_;
};

}  // namespace webchats::store
