#pragma once

#include "chat/ports/administration_repository.hpp"
#include "store/readers.hpp"
#include "store/writer.hpp"

namespace webchats::store {

/// What administrators see and do, on SQL. May be used from any loop.
class administration_store final : public chat::administration_repository {
 public:
  administration_store(writer& writes, readers& reads) : writer_(writes), readers_(reads) {}

  // administration_store.cpp: people.
  [[nodiscard]] chat::flow<chat::page_of<chat::managed_user>> users(std::string words, chat::list_part part) override;
  [[nodiscard]] chat::flow<chat::managed_user> change(chat::user_id actor, chat::user_id who, chat::user_change change,
                                                      chat::instant now) override;
  [[nodiscard]] chat::flow<void> add_code(chat::user_id actor, chat::one_time_code made, chat::instant now) override;
  [[nodiscard]] chat::flow<void> end_sessions(chat::user_id actor, chat::user_id who, chat::instant now) override;

  [[nodiscard]] chat::flow<void> begin_deletion(chat::user_id actor, chat::user_id who, chat::instant now) override;

  // administration_lists.cpp: what is only read.
  [[nodiscard]] chat::flow<chat::page_of<chat::room>> rooms(std::string words, chat::list_part part) override;
  [[nodiscard]] chat::flow<chat::page_of<chat::audit_entry>> audit(chat::list_part part) override;
  [[nodiscard]] chat::flow<chat::storage_use> storage() override;

  // report_store.cpp: reports of messages.
  [[nodiscard]] chat::flow<void> add_report(chat::user_id reporter, chat::room_id room, chat::seq_no seq,
                                            std::string reason, chat::instant now) override;
  [[nodiscard]] chat::flow<chat::page_of<chat::report>> reports(chat::user_id reader,
                                                                std::optional<chat::report_state> state,
                                                                chat::list_part part) override;
  [[nodiscard]] chat::flow<chat::report> handle_report(chat::user_id actor, std::int64_t id, chat::report_state state,
                                                       chat::instant now) override;

 private:
  writer& writer_;
  readers& readers_;
};

/// `words` as a pattern of LIKE with `\` as its escape, which finds it anywhere.
[[nodiscard]] std::string like_pattern(std::string_view words);

}  // namespace webchats::store
