#pragma once

#include "chat/ports/digest.hpp"
#include "store/digest_recorder.hpp"
#include "store/readers.hpp"
#include "store/writer.hpp"

namespace webchats::store {

/// Digests on SQL. May be used from any loop.
class digest_store final : public chat::digest_repository {
 public:
  /// `recorder` belongs to the thread of `writes`.
  digest_store(writer& writes, readers& reads, digest_recorder& recorder)
      : writer_(writes), readers_(reads), recorder_(recorder) {}

  [[nodiscard]] chat::flow<chat::digest> due(const chat::delivery& waiting, chat::instant seen,
                                             std::size_t most) override;
  [[nodiscard]] chat::flow<void> put_off(const chat::delivery& waiting, chat::instant next) override;
  [[nodiscard]] chat::flow<void> sent(const chat::delivery& told, chat::instant now) override;

 private:
  writer& writer_;
  readers& readers_;
  digest_recorder& recorder_;
};

}  // namespace webchats::store
