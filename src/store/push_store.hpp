#pragma once

#include <functional>
#include <string>

#include "chat/ports/push.hpp"
#include "store/push_recorder.hpp"
#include "store/readers.hpp"
#include "store/writer.hpp"

namespace webchats::store {

/// Push subscriptions on SQL. May be used from any loop.
class push_store final : public chat::push_repository {
 public:
  /// `recorder` belongs to the thread of `writes`.
  push_store(writer& writes, readers& reads, push_recorder& recorder)
      : writer_(writes), readers_(reads), recorder_(recorder) {}

  [[nodiscard]] chat::flow<void> put(chat::new_push_subscription made) override;
  [[nodiscard]] chat::flow<void> remove(chat::user_id who, chat::session_id session) override;
  [[nodiscard]] chat::flow<chat::push_subscription> of(chat::user_id who, chat::session_id session) override;
  [[nodiscard]] chat::flow<chat::due_push> due(const chat::delivery& waiting) override;
  [[nodiscard]] chat::flow<void> forget(chat::push_subscription_id gone) override;

 private:
  writer& writer_;
  readers& readers_;
  push_recorder& recorder_;
};

/// Keeps what `make` makes as the key of the server, unless there is one.
void keep_push_key(connection& sql, const std::function<std::string()>& make);
/// That key; empty when there is none.
[[nodiscard]] std::string kept_push_key(connection& sql);

}  // namespace webchats::store
