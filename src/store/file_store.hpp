#pragma once

#include "chat/ports/repository.hpp"
#include "store/readers.hpp"
#include "store/writer.hpp"

namespace webchats::store {

/// Files, in a message or not yet. May be used from any loop.
class file_store final : public chat::file_repository {
 public:
  file_store(writer& writes, readers& reads) : writer_(writes), readers_(reads) {}
  [[nodiscard]] chat::flow<void> add(chat::user_id owner, chat::file uploaded, chat::instant now,
                                     std::int64_t most_bytes) override;
  [[nodiscard]] chat::flow<chat::file> find(chat::file_id wanted) override;

 private:
  writer& writer_;
  readers& readers_;
};

}  // namespace webchats::store
