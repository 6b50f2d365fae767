#pragma once

#include "store/commit_companion.hpp"

namespace webchats::store {

/// Two companions as one, in their order. Both outlive it.
class commit_companions final : public commit_companion {
 public:
  commit_companions(commit_companion& first, commit_companion& second) : first_(first), second_(second) {}

  void before_commit(connection& sql, std::span<const chat::notice> notices) override {
    first_.before_commit(sql, notices);
    second_.before_commit(sql, notices);
  }
  void committed() noexcept override {
    first_.committed();
    second_.committed();
  }
  void undone() noexcept override {
    first_.undone();
    second_.undone();
  }
  void found_stored() noexcept override {
    first_.found_stored();
    second_.found_stored();
  }

 private:
  commit_companion& first_;
  commit_companion& second_;
};

}  // namespace webchats::store
