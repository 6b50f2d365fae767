#pragma once

#include "chat/types.hpp"

namespace webchats::chat {

/// The two clocks the domain reads. May be called from any thread.
class clock {
 public:
  virtual ~clock() = default;
  /// Wall time, for what is stored and shown.
  [[nodiscard]] virtual instant now() const = 0;
  /// Monotonic time, for limits: setting the wall clock changes nothing.
  [[nodiscard]] virtual std::chrono::steady_clock::time_point steady() const = 0;
};

/// The machine's clocks.
class system_clock final : public clock {
 public:
  [[nodiscard]] instant now() const override;
  [[nodiscard]] std::chrono::steady_clock::time_point steady() const override;
};

}  // namespace webchats::chat
