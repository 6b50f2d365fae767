#pragma once

#include <utility>
#include <vector>

#include "store/commit_companion.hpp"

namespace webchats::store {

/// Several companions as one, in their order. They outlive it.
class commit_companions final : public commit_companion {
 public:
  explicit commit_companions(std::vector<commit_companion*> all) : all_(std::move(all)) {}

  void before_commit(connection& sql, std::span<const chat::notice> notices) override {
    for (auto* const each : all_) each->before_commit(sql, notices);
  }
  void committed() noexcept override {
    for (auto* const each : all_) each->committed();
  }
  void undone() noexcept override {
    for (auto* const each : all_) each->undone();
  }
  void found_stored() noexcept override {
    for (auto* const each : all_) each->found_stored();
  }

 private:
  const std::vector<commit_companion*> all_;
};

}  // namespace webchats::store
