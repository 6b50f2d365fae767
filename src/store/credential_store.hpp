#pragma once

#include "chat/ports/credential_repository.hpp"
#include "store/outbox_recorder.hpp"
#include "store/writer.hpp"

namespace webchats::store {

/// Ways in and out, on SQL. May be used from any loop.
class credential_store final : public chat::credential_repository {
 public:
  /// `recorder` belongs to the thread of `writes`.
  credential_store(writer& writes, outbox_recorder& recorder) : writer_(writes), recorder_(recorder) {}

  [[nodiscard]] chat::flow<chat::stored_session> add_owner(chat::new_account who, chat::new_session first) override;
  [[nodiscard]] chat::flow<void> make_owner(chat::user_id who, chat::instant now) override;
  [[nodiscard]] chat::flow<chat::stored_session> add_invited(chat::new_account who, chat::new_session first,
                                                             std::string invite_hash) override;
  [[nodiscard]] chat::flow<void> set_password(chat::user_id who, std::string hash, chat::session_id keep,
                                              chat::instant now) override;
  [[nodiscard]] chat::flow<void> end_sessions(chat::user_id who, chat::session_id keep, chat::revocation why) override;
  [[nodiscard]] chat::flow<void> ask_new_password(chat::new_password_wish wish) override;
  [[nodiscard]] chat::flow<chat::account> give_code(std::string email, chat::one_time_code made,
                                                    chat::instant now) override;
  [[nodiscard]] chat::flow<chat::opened_session> reset_password(std::string code_hash, std::string hash,
                                                                chat::new_session opened) override;
  [[nodiscard]] chat::flow<void> erase(chat::user_id who, chat::instant now) override;

 private:
  writer& writer_;
  outbox_recorder& recorder_;
};

}  // namespace webchats::store
