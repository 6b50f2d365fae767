#pragma once

#include "chat/ports/repository.hpp"
#include "store/coalesced_times.hpp"
#include "store/readers.hpp"
#include "store/writer.hpp"

namespace webchats::store {

/// People and sessions on SQL. May be used from any loop. Close the writer before destroying it.
class account_store final : public chat::account_repository {
 public:
  account_store(writer& writes, readers& reads);

  [[nodiscard]] chat::flow<chat::stored_session> add(chat::new_account who, chat::new_session first) override;
  [[nodiscard]] chat::flow<chat::stored_password> password_of(std::string email) override;
  void renew_hash(chat::user_id user, std::string old_hash, std::string fresh) noexcept override;
  [[nodiscard]] chat::flow<chat::opened_session> open_session(chat::user_id user, chat::new_session opened) override;
  [[nodiscard]] chat::flow<chat::stored_session> session_by_token(std::string token_hash) override;
  [[nodiscard]] chat::flow<std::vector<chat::session>> sessions_of(chat::user_id user) override;
  [[nodiscard]] chat::flow<std::string> end_session(chat::user_id user, chat::session_id ended,
                                                    chat::revocation why) override;
  void touch(chat::session_id used, chat::instant when) noexcept override { touched_.put(used, when); }
  [[nodiscard]] chat::flow<chat::account> set_avatar(chat::user_id user, std::string avatar,
                                                     chat::instant now) override;

 private:
  writer& writer_;
  readers& readers_;
  coalesced_times<chat::session_id> touched_;
};

}  // namespace webchats::store
