#pragma once

#include "chat/ports/upload_repository.hpp"
#include "store/readers.hpp"
#include "store/writer.hpp"

namespace webchats::store {

/// Announced files. May be used from any loop.
class upload_store final : public chat::upload_repository {
 public:
  upload_store(writer& writes, readers& reads) : writer_(writes), readers_(reads) {}
  [[nodiscard]] chat::flow<void> begin(chat::upload announced, chat::allowance most) override;
  [[nodiscard]] chat::flow<chat::upload> find(chat::user_id owner, chat::upload_id wanted) override;
  [[nodiscard]] chat::flow<void> complete(chat::upload done, chat::file made, chat::instant now) override;
  [[nodiscard]] chat::flow<void> cancel(chat::upload ended, chat::instant now) override;

 private:
  writer& writer_;
  readers& readers_;
};

}  // namespace webchats::store
