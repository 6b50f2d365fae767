#pragma once

#include <string>

#include "chat/ports/upload_repository.hpp"
#include "store/readers.hpp"
#include "store/writer.hpp"

namespace webchats::store {

/// Dooms what is stored under `url`, as part of the write that takes its last use away.
void doom(connection& sql, const std::string& url, chat::instant now);

/// Takes the files off a message and dooms them, as part of the write that takes its text away. `messages.files` is the
/// caller's.
void detach_files(connection& sql, chat::message_id message, chat::instant now);

/// What is stored and nobody needs. May be used from any loop.
class doomed_store final : public chat::doomed_repository {
 public:
  doomed_store(writer& writes, readers& reads) : writer_(writes), readers_(reads) {}
  [[nodiscard]] chat::flow<std::size_t> doom_unused(chat::instant before, std::size_t most, chat::instant now) override;
  [[nodiscard]] chat::flow<std::vector<std::string>> doomed(std::size_t most) override;
  [[nodiscard]] chat::flow<void> forget(std::vector<std::string> urls) override;

 private:
  writer& writer_;
  readers& readers_;
};

}  // namespace webchats::store
