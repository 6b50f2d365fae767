#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "engineio/server_state.hpp"
#include "net/deadline.hpp"

namespace webchats::engineio {

/// A request that waits for what the program says about it: the middlewares in their order, the checks, then
/// `allow_request`. One deadline for all of it. Lives on the loop of the request, kept by its shard until it is
/// decided, and by the program as long as that may look at the request.
class server::admission final : public net::deadline, public std::enable_shared_from_this<admission> {
 public:
  admission(state& server, shard& home, arrival asked);

  void start();

 private:
  void on_deadline() override;
  void go_on(std::size_t step);
  template <class Question>
  void ask(const Question& question);
  [[nodiscard]] decision decision_of(std::size_t step);
  void answer(std::size_t step, std::optional<std::string> refused);
  void refuse(const refusal& why);
  std::shared_ptr<admission> end();

  state& server_;
  shard& home_;
  arrival asked_;
  std::size_t step_ = 0;  ///< the number of the middleware that is asked; behind the last one `allow_request`
  enum class phase : std::uint8_t { waiting, over } phase_ = phase::waiting;
};

}  // namespace webchats::engineio
