#pragma once

#include "chat/ports/outbox.hpp"
#include "store/outbox_recorder.hpp"
#include "store/readers.hpp"
#include "store/writer.hpp"

namespace webchats::store {

/// The outbox on SQL, for those who send. May be used from any loop.
class outbox_store final : public chat::outbox_repository {
 public:
  /// `recorder` belongs to the thread of `writes`.
  outbox_store(writer& writes, readers& reads, outbox_recorder& recorder)
      : writer_(writes), readers_(reads), recorder_(recorder) {}

  [[nodiscard]] chat::flow<std::vector<chat::delivery>> heads(chat::delivery_kind kind, std::size_t most) override;
  [[nodiscard]] chat::flow<std::vector<chat::delivery>> waiting(chat::delivery_kind kind, std::int64_t target,
                                                                std::size_t most) override;
  [[nodiscard]] chat::flow<void> finish(chat::delivery_id sent) override;
  [[nodiscard]] chat::flow<void> postpone(chat::delivery_id failed, chat::instant next, std::string why) override;
  [[nodiscard]] chat::flow<void> give_up(chat::delivery_id failed, std::string why) override;
  [[nodiscard]] chat::flow<std::vector<chat::delivery>> list(chat::delivery_kind kind, std::int64_t target,
                                                             chat::delivery_id before, std::size_t most) override;
  [[nodiscard]] chat::flow<void> resend(chat::delivery_kind kind, std::int64_t target, chat::delivery_id dead,
                                        chat::instant now) override;

 private:
  writer& writer_;
  readers& readers_;
  outbox_recorder& recorder_;
};

}  // namespace webchats::store
