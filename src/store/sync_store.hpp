#pragma once

#include "chat/ports/sync_repository.hpp"
#include "store/readers.hpp"

namespace webchats::store {

/// The state of a client on SQL. May be used from any loop.
class sync_store final : public chat::sync_repository {
 public:
  explicit sync_store(readers& reads) : readers_(reads) {}

  [[nodiscard]] chat::flow<chat::state> state_of(chat::user_id who, std::string epoch,
                                                 std::vector<chat::held_room> held, std::size_t most,
                                                 std::size_t page) override;

 private:
  readers& readers_;
};

}  // namespace webchats::store
