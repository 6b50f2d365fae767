#pragma once

#include <cstdint>
#include <memory>

#include "socketio/arguments.hpp"

namespace webchats::socketio {

class socket;

/// Answers one event of a client, at most once: later calls do nothing, nor does any call when the client asked for no
/// answer or has gone. Copies share the one answer. May be called later and from any thread.
class acknowledge {
 public:
  /// Of an event without an acknowledgement id.
  acknowledge() noexcept = default;

  void operator()(arguments values) const;

  /// The client waits for an answer and has not got it yet.
  [[nodiscard]] bool expected() const noexcept;

 private:
  friend class socket;
  struct state;
  acknowledge(std::shared_ptr<socket> asker, std::uint64_t id);

  std::shared_ptr<state> state_;
};

}  // namespace webchats::socketio
