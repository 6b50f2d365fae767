#pragma once

#include "chat/ports/repository.hpp"
#include "store/writer.hpp"

namespace webchats::store {

/// Uploads that are in no message yet. May be used from any loop.
class file_store final : public chat::file_repository {
 public:
  explicit file_store(writer& writes) : writer_(writes) {}
  [[nodiscard]] chat::flow<void> add(chat::user_id owner, chat::file uploaded, chat::instant now) override;

 private:
  writer& writer_;
};

}  // namespace webchats::store
