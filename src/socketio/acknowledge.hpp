#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "socketio/arguments.hpp"
#include "socketio/typed_arguments.hpp"

namespace webchats::socketio {

class socket;

/// Answers one event of a client, at most once: later calls do nothing, nor does any call when the client asked for no
/// answer or has gone. Copies share the one answer. May be called later and from any thread.
class acknowledge {
 public:
  /// Of an event without an acknowledgement id.
  acknowledge() noexcept = default;

  /// Answers, once; later calls do nothing, nor does any when no answer is expected. Any thread.
  void operator()(arguments values) const;
  /// `ack("ok", 42)`: C++ values as the answer; see `make_arguments`.
  template <argument... T>
  void operator()(const T&... values) const {
    (*this)(make_arguments(values...));
  }

  /// The client waits for an answer and has not got it yet.
  [[nodiscard]] bool expected() const noexcept;

 private:
  friend class incoming_event;
  struct state;
  acknowledge(socket& asker, std::uint64_t id);
  /// `observer` sees the answer before it is sent, on the thread that gives it. Before the acknowledgement is handed
  /// on.
  void observe(std::function<void(const arguments&)> observer) const;

  std::shared_ptr<state> state_;
};

}  // namespace webchats::socketio
