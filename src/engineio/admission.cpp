#include "engineio/admission.hpp"

#include <exception>
#include <utility>

#include "base/log.hpp"
#include "engineio/checks.hpp"
#include "engineio/shard.hpp"
#include "net/task_group.hpp"

namespace webchats::engineio {

server::admission::admission(state& server, shard& home, arrival asked)
    : server_(server), home_(home), asked_(std::move(asked)) {}

void server::admission::start() {
  home_.keep(shared_from_this());
  go_on(0);
}

void server::admission::go_on(std::size_t step) {
  step_ = step;
  const server_setup& setup = server_.setup;
  if (step < setup.middlewares.size()) return ask(setup.middlewares[step]);
  if (step == setup.middlewares.size()) {
    asked_.parameters = request_parameters::of(asked_.request);
    if (const auto wrong = check_request(setup, asked_.request, asked_.parameters)) return refuse(*wrong);
    if (asked_.is_handshake() && setup.options.allow_request) return ask(setup.options.allow_request);
  }
  const auto self = end();
  server_.proceed(std::move(asked_));
}

template <class Question>
void server::admission::ask(const Question& question) {
  const std::size_t step = step_;
  try {
    question(asked_.request, decision_of(step));
  } catch (...) {
    base::log(base::log_level::error, "engineio: middleware: " + net::describe(std::current_exception()));
    answer(step, "the server failed");
  }
}

decision server::admission::decision_of(std::size_t step) {
  return [self = shared_from_this(), step](std::optional<std::string> refused) {
    net::loop& home = self->home_.loop();
    if (net::loop::current() == &home) return self->answer(step, std::move(refused));
    home.post([self, step, refused = std::move(refused)] { self->answer(step, refused); });
  };
}

void server::admission::answer(std::size_t step, std::optional<std::string> refused) {
  if (phase_ == phase::over || step != step_) return;
  if (!asked_.responder.alive()) return static_cast<void>(end());
  if (!refused) return go_on(step + 1);
  if (step < server_.setup.middlewares.size()) {
    return refuse({.code = refusal_code::bad_request, .hint = *std::move(refused)});
  }
  refuse({.code = refusal_code::forbidden, .words = *std::move(refused)});
}

void server::admission::on_deadline() {
  const bool middleware = step_ < server_.setup.middlewares.size();
  refuse({.code = middleware ? refusal_code::bad_request : refusal_code::forbidden,
          .hint = "not decided within " + std::to_string(server_.setup.options.handshake_timeout.count()) + " ms"});
}

void server::admission::refuse(const refusal& why) {
  const auto self = end();
  server_.refuse(asked_.request, std::move(asked_.responder), why);
}

/// Nothing is waited for any more. Whoever goes on holds the result.
std::shared_ptr<server::admission> server::admission::end() {
  phase_ = phase::over;
  auto self = shared_from_this();
  home_.forget(self);
  return self;
}

}  // namespace webchats::engineio
