#include "socketio/incoming_event.hpp"

#include <algorithm>
#include <utility>

#include "net/loop.hpp"
#include "socketio/argument_error.hpp"
#include "socketio/client.hpp"
#include "socketio/guard.hpp"
#include "socketio/json_text.hpp"
#include "socketio/namespace_registry.hpp"
#include "socketio/server_loop.hpp"

namespace webchats::socketio {
namespace {

/// The name of an event; a number that stands for one as text.
std::string name_of(const boost::json::value& first) {
  if (const boost::json::string* name = first.if_string()) return {name->data(), name->size()};
  std::string number;
  append_json(number, first);
  return number;
}

}  // namespace

incoming_event::incoming_event(socket& target, arguments&& values, std::optional<std::uint64_t> ack_id)
    : socket_(&target),
      event_(name_of(values.values.front())),
      values_(std::move(values)),
      ack_(ack_id ? acknowledge(target, *ack_id) : acknowledge()) {
  values_.values.erase(values_.values.begin());
}

incoming_event::progress incoming_event::run() { return checked_by_any() ? kept()->go_on() : handle(); }

incoming_event::progress incoming_event::go_on() {
  const progress checked = check();
  if (checked == progress::done) return handle();
  return checked == progress::refused ? progress::done : checked;
}

/// This event where it outlives the call: it is moved there the first time.
std::shared_ptr<incoming_event> incoming_event::kept() {
  if (auto self = weak_from_this().lock()) return self;
  auto self = std::make_shared<incoming_event>(std::move(*this));
  self->held_ = socket_->shared_from_this();
  return self;
}

// ---- middlewares ----

bool incoming_event::checked_by_any() const noexcept {
  const bool own = socket_->extras_ && socket_->extras_->packets;
  return own || !socket_->nsp().registry_->handlers->packet_middlewares.empty();
}

/// Calls middlewares until one has not answered yet.
incoming_event::progress incoming_event::check() {
  const auto& shared = socket_->nsp().registry_->handlers->packet_middlewares;
  const auto own = socket_->extras_ ? socket_->extras_->packets : nullptr;
  const std::size_t count = shared.size() + (own ? own->size() : 0);
  while (checked_ < count) {
    const std::size_t step = checked_++;
    const packet_middleware& middleware = step < shared.size() ? shared[step] : (*own)[step - shared.size()];
    // What `next` said while the middleware was still running.
    struct answer {
      bool given = false;
      bool awaited = false;
      std::optional<std::string> error;
    };
    const auto said = std::make_shared<answer>();
    const auto next = [self = shared_from_this(), said, &loop = socket_->loop()](std::optional<std::string> error) {
      const auto take = [self, said, error = std::move(error)] {
        if (std::exchange(said->given, true)) return;
        said->error = error;
        if (said->awaited) self->passed(error);
      };
      net::loop::current() == &loop ? take() : loop.post(take);
    };
    const handler_outcome called =
        guarded(socket_->nsp().name(), "packet middleware", [&] { middleware(*socket_, event_, values_, next); });
    if (called == handler_outcome::threw) {
      said->given = true;
      said->error = "internal error";
    }
    if (!said->given) {
      said->awaited = true;
      return progress::later;
    }
    if (said->error) {
      socket_->home_->home().counters.packets_refused.add(1);
      socket_->failed(event_, acknowledge(), *said->error);
      return progress::refused;
    }
  }
  return progress::done;
}

/// The answer of a middleware that took its time.
void incoming_event::passed(const std::optional<std::string>& error) {
  const auto self = shared_from_this();
  if (error) {
    socket_->home_->home().counters.packets_refused.add(1);
    socket_->failed(event_, acknowledge(), *error);
    return socket_->event_done();
  }
  if (go_on() == progress::done) socket_->event_done();
}

// ---- handlers ----

bool incoming_event::repeated() {
  const auto& rules = socket_->nsp().registry_->handlers->deduplications;
  if (rules.empty() || !ack_.expected()) return false;
  const auto rule = rules.find(event_);
  if (rule == rules.end()) return false;
  guarded(socket_->nsp().name(), "key", [&] { key_ = rule->second.key(*socket_, values_); });
  if (!key_) return false;
  key_->insert(0, event_ + '\n');
  deduplicator& known = socket_->nsp().registry_->repeated;
  if (known.admit(*key_, ack_, socket_->loop().now(), rule->second.window) == deduplicator::verdict::repeated) {
    socket_->home_->home().counters.deduplicated.add(1);
    return true;
  }
  ack_.observe([nsp = socket_->nsp().shared_from_this(), key = *key_](const arguments& answer) {
    nsp->registry_->repeated.answered(key, answer);
  });
  return false;
}

void incoming_event::show() {
  if (auto* const observer = socket_->nsp().registry_->core.watcher()) observer->on_received(*socket_, event_, values_);
  for (const auto& see : socket_->nsp().registry_->handlers->anys) {
    guarded(socket_->nsp().name(), "any event", [&] { see(*socket_, event_, values_, ack_); });
  }
  if (const auto list = socket_->extras_ ? socket_->extras_->anys : nullptr) {
    for (const auto& see : *list) guarded(socket_->nsp().name(), "any event", [&] { see(event_, values_, ack_); });
  }
}

void incoming_event::collect() {
  const auto& shared = socket_->nsp().registry_->handlers->events;
  if (const auto found = shared.find(event_); found != shared.end()) {
    for (const auto& each : found->second) {
      std::visit([&](const auto& handler) { steps_.emplace_back(&handler); }, each);
    }
  }
  if (!socket_->extras_) return;
  const auto found = socket_->extras_->events.find(event_);
  if (found == socket_->extras_->events.end()) return;
  const auto list = found->second;
  handlers_ = list;
  for (const auto& each : *list) {
    std::visit([&](const auto& handler) { steps_.emplace_back(&handler); }, each.action);
  }
  // Those for one time go before they are called: they may set others.
  using own_handler = socket::extras::own_handler;
  const auto is_once = [](const own_handler& h) { return h.how_long == socket::handler_life::once; };
  if (std::ranges::none_of(*list, is_once)) return;
  auto rest = std::make_shared<std::vector<own_handler>>(*list);
  std::erase_if(*rest, is_once);
  if (rest->empty()) {
    socket_->extras_->events.erase(found);
  } else {
    found->second = std::move(rest);
  }
}

arguments incoming_event::next_arguments(std::size_t index) {
  // Every handler gets arguments of its own; the last one gets the original.
  return index + 1 == steps_.size() ? std::move(values_) : arguments(std::as_const(values_));
}

incoming_event::progress incoming_event::handle() {
  if (!socket_->connected()) return progress::done;
  if (repeated()) return progress::done;
  show();
  collect();
  for (std::size_t index = 0; index < steps_.size(); ++index) {
    const auto* const sync = std::get_if<0>(&steps_[index]);
    const auto* const own = std::get_if<2>(&steps_[index]);
    if (sync == nullptr && own == nullptr) return kept()->start(index);
    try {
      sync != nullptr ? (**sync)(*socket_, next_arguments(index), ack_) : (**own)(next_arguments(index), ack_);
    } catch (...) {
      handler_failed();
    }
  }
  return progress::done;
}

incoming_event::progress incoming_event::start(std::size_t next) {
  socket_->home_->home().handlers.spawn(finish(next));  // runs at once until it waits for something
  if (work_ == work::ended) return progress::done;
  work_ = work::left_behind;
  return progress::later;
}

/// The handlers from `next` on, of which the first is a coroutine.
boost::asio::awaitable<void> incoming_event::finish(std::size_t next) {
  const auto self = shared_from_this();
  for (std::size_t index = next; index < steps_.size(); ++index) {
    try {
      const step& each = steps_[index];
      if (const auto* sync = std::get_if<0>(&each)) {
        (**sync)(*socket_, next_arguments(index), ack_);
      } else if (const auto* async = std::get_if<1>(&each)) {
        co_await (**async)(held_, next_arguments(index), ack_);
      } else if (const auto* own = std::get_if<2>(&each)) {
        (**own)(next_arguments(index), ack_);
      } else if (const auto* own_async = std::get_if<3>(&each)) {
        co_await (**own_async)(next_arguments(index), ack_);
      }
    } catch (...) {
      handler_failed();
    }
  }
  if (std::exchange(work_, work::ended) == work::left_behind) socket_->event_done();
}

void incoming_event::handler_failed() noexcept {
  if (key_ && ack_.expected()) socket_->nsp().registry_->repeated.failed(*key_);
  try {
    throw;
  } catch (const bad_arguments& error) {
    socket_->home_->home().counters.bad_arguments.add(1);
    socket_->failed(event_, ack_, error.what());
  } catch (...) {
    log_handler_failure(socket_->nsp().name(), event_);
  }
}

// ---- the socket's part ----

void socket::receive(arguments&& values, std::optional<std::uint64_t> ack_id, std::size_t bytes) {
  server_loop& home = home_->home();
  home.counters.events_in.add(1);
  if (!extras_ || extras_->handling == extras::work::idle) return dispatch(std::move(values), ack_id);
  const server_options& options = home.options();
  extras_->queued_bytes += bytes;
  extras_->queue.push_back({.values = std::move(values), .ack_id = ack_id, .bytes = bytes});
  if (extras_->queue.size() > options.max_queued_events || extras_->queued_bytes > options.max_queued_bytes) {
    home.counters.overloads.add(1);
    client_->fail("more events wait for their handlers than may", disconnect_reason::overload);
  }
}

void socket::dispatch(arguments&& values, std::optional<std::uint64_t> ack_id) {
  incoming_event event(*this, std::move(values), ack_id);
  if (event.run() == incoming_event::progress::later && state_ != state::disconnected) {
    own().handling = extras::work::busy;
  }
}

/// What took its time has ended: the next events, until one takes its time again.
void socket::event_done() {
  const socket_ptr self = shared_from_this();
  if (!extras_ || state_ != state::connected) return;
  extras_->handling = extras::work::idle;
  while (extras_ && extras_->handling == extras::work::idle && !extras_->queue.empty()) {
    extras::queued_event next = std::move(extras_->queue.front());
    extras_->queue.pop_front();
    extras_->queued_bytes -= next.bytes;
    dispatch(std::move(next.values), next.ack_id);
  }
}

void socket::failed(std::string_view event, const acknowledge& ack, std::string_view message) {
  const socket_ptr self = shared_from_this();
  if (ack.expected()) {
    ack({boost::json::object{
        {"error", boost::json::object{{"code", "bad_arguments"}, {"message", std::string(message)}}}}});
  }
  std::string text(event);
  text.append(": ").append(message);
  for (const auto& handler : nsp().registry_->handlers->errors) {
    guarded(nsp().name(), "error", [&] { handler(*this, text); });
  }
  if (const auto list = extras_ ? extras_->errors : nullptr) {
    for (const auto& handler : *list) guarded(nsp().name(), "error", [&] { handler(text); });
  }
}

}  // namespace webchats::socketio
