#include "engineio/server_state.hpp"

#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <utility>

#include "engineio/admission.hpp"
#include "engineio/checks.hpp"
#include "engineio/http_exchange.hpp"
#include "engineio/shard.hpp"
#include "net/loop.hpp"

namespace webchats::engineio {
namespace {

/// Keeps a stream that came from another loop until its WebSocket takes over, or while it closes.
class newcomer final : public net::stream_handler {
 public:
  void on_bytes(std::span<char>) override {}
  void on_close(net::close_cause) override {}
};

refusal overloaded(std::string_view words) {
  return {.code = refusal_code::forbidden,
          .words = std::string(words),
          .status = 503,
          .retry_after = std::chrono::seconds(5)};
}

}  // namespace

server::state::state(net::loop_group& loops, server_options given, accept_handler accepts)
    : setup(std::move(given), std::move(accepts)), handshakes(setup.options.handshakes_per_address) {
  if (loops.size() > 256) throw std::invalid_argument("engineio: a session id can name at most 256 loops");
  for (std::size_t i = 0; i < loops.size(); ++i) shards.push_back(std::make_unique<shard>(loops[i], setup));
}

server::state::~state() = default;

server::shard& server::state::here() const { return *shards[net::loop::current()->index()]; }

server::shard* server::state::owner_of(const session_id& id) const noexcept {
  return id.node() == 0 && id.loop() < shards.size() ? shards[id.loop()].get() : nullptr;
}

std::size_t server::state::sessions() const noexcept {
  std::size_t sum = 0;
  for (const auto& each : shards) {
    sum += each->counters.polling_sessions.read() + each->counters.websocket_sessions.read();
  }
  return sum;
}

std::size_t server::state::body_limit(const http::request& head) {
  const std::size_t ceiling = std::max(setup.options.max_payload, setup.options.max_payload_ceiling);
  const auto id = session_id::parse(head.parameter("sid").value_or(""));
  if (!id) return setup.options.max_payload;
  // The session itself knows best; on another loop it cannot be asked before the body is here.
  shard& local = here();
  if (owner_of(*id) != &local) return ceiling;
  const session* const target = local.find(*id);
  return target != nullptr ? target->max_payload() : setup.options.max_payload;
}

void server::state::receive(http::request request, http::responder responder) {
  if (auto preflight = setup.cors.preflight(request)) {
    setup.add_headers(preflight->headers, request);
    return responder.send(*std::move(preflight));
  }
  auto parameters = request_parameters::of(request);
  arrival asked{std::move(request), std::move(responder), std::move(parameters)};
  if (asked.is_handshake()) {
    if (const auto wrong = check_rate(asked.request)) return refuse(asked.request, std::move(asked.responder), *wrong);
  }
  if (!setup.middlewares.empty() || (asked.is_handshake() && setup.options.allow_request)) {
    return std::make_shared<admission>(*this, here(), std::move(asked))->start();
  }
  if (const auto wrong = check_request(setup, asked.request, asked.parameters)) {
    return refuse(asked.request, std::move(asked.responder), *wrong);
  }
  proceed(std::move(asked));
}

void server::state::refuse(const http::request& request, http::responder responder, const refusal& why) {
  here().note_refusal(request, why);
  if (!request.upgrade) return http_exchange(setup, request, std::move(responder)).answer(engineio::refuse(why));
  std::string rest;
  const net::stream_ptr stream = responder.take_stream(rest);
  if (stream == nullptr) return;
  stream->write(net::chunk::copy(refuse_upgrade(why)));
  stream->close();
}

void server::state::complete_refusal(const http::request& head, http::response& answer) {
  here().note_refusal(head, {.code = refusal_code::bad_request,
                             .hint = answer.body.substr(0, answer.body.find('\n')),
                             .status = answer.status});
  if (answer.status == 413) here().counters.oversized.add();
  http::header_list headers = setup.answer_headers(head);
  std::ranges::move(headers, std::back_inserter(answer.headers));
}

/// Whether the address of a handshake makes too many of them. A foreign page cannot use up those of its visitor.
std::optional<refusal> server::state::check_rate(const http::request& request) {
  if (is_foreign(setup, request)) return std::nullopt;
  const auto wait = handshakes.admit(request.peer_address, std::chrono::steady_clock::now());
  if (!wait) return std::nullopt;
  here().counters.throttled.add();
  return refusal{.code = refusal_code::forbidden,
                 .words = "Too many handshakes",
                 .status = 429,
                 .retry_after = std::chrono::ceil<std::chrono::seconds>(*wait)};
}

/// Whether one session more may begin.
std::optional<refusal> server::state::check_room() const {
  if (closing.load(std::memory_order_relaxed)) return overloaded("Server is shutting down");
  const std::size_t most = setup.options.session_limit;
  if (most != 0 && sessions() >= most) return overloaded("No more sessions");
  return std::nullopt;
}

void server::state::proceed(arrival asked) {
  if (asked.is_handshake()) {
    auto wrong = check_revision(setup, asked.parameters);
    if (!wrong) wrong = check_room();
    if (wrong) return refuse(asked.request, std::move(asked.responder), *wrong);
  }
  asked.request.upgrade ? serve_upgrade(std::move(asked)) : serve_http(std::move(asked));
}

// ---- polling ----

void server::state::serve_http(arrival asked) {
  const auto id = session_id::parse(asked.parameters.sid);
  shard* const owner = id ? owner_of(*id) : nullptr;
  if (!asked.is_handshake() && owner == nullptr) {
    return refuse(asked.request, std::move(asked.responder), unknown_session());
  }
  auto reply = std::make_shared<http_exchange>(setup, asked.request, std::move(asked.responder));
  if (asked.is_handshake()) return here().open_by_polling(asked.request, asked.parameters, reply);

  const bool local = owner == &here();
  if (asked.request.method == http::method::get) {
    reply->on_abort([owner, id = *id, local, waiting = std::weak_ptr<exchange>(reply)] {
      const auto tell = [owner, id, waiting] {
        if (const auto poll = waiting.lock()) owner->poll_aborted(id, *poll);
      };
      local ? tell() : owner->loop().post(tell);
    });
  }
  if (local) return owner->serve(*id, std::move(asked.request), asked.parameters, reply);
  here().counters.handed_over.add();
  owner->loop().post(
      [owner, id = *id, request = std::move(asked.request), parameters = std::move(asked.parameters),
       reply = std::move(reply)]() mutable { owner->serve(id, std::move(request), parameters, std::move(reply)); });
}

// ---- WebSocket ----

void server::state::serve_upgrade(arrival asked) {
  std::optional<session_id> id;
  shard* owner = &here();
  if (!asked.is_handshake()) {
    id = session_id::parse(asked.parameters.sid);
    owner = id ? owner_of(*id) : nullptr;
    if (owner == nullptr) return refuse(asked.request, std::move(asked.responder), unknown_session());
  }
  const bool deflate = setup.options.deflate == server_options::feature::on;
  auto agreed =
      ws::shake_hands(asked.request, deflate ? ws::options::deflate_mode::on : ws::options::deflate_mode::off);
  if (!agreed) {
    here().note_refusal(asked.request,
                        {.code = refusal_code::bad_request, .hint = std::string(to_string(agreed.error()))});
    return asked.responder.send(ws::refuse(agreed.error()));
  }
  http::header_list headers;
  setup.add_headers(headers, asked.request);
  for (const auto& [name, value] : headers) agreed->add(name, value);
  upgrade_request upgrade{.request = std::move(asked.request),
                          .parameters = std::move(asked.parameters),
                          .agreed = *std::move(agreed),
                          .early = {}};
  const net::stream_ptr stream = asked.responder.take_stream(upgrade.early);
  if (stream == nullptr) return;
  if (!id) return owner->open_by_websocket(*stream, std::move(upgrade));
  if (owner == &here()) return owner->serve_upgrade(*id, *stream, std::move(upgrade));
  hand_over(*owner, *id, stream, std::move(upgrade));
}

/// Moves the connection to the loop of its session, and the request with it.
void server::state::hand_over(shard& owner, session_id id, const net::stream_ptr& stream, upgrade_request asked) {
  here().counters.handed_over.add();
  // Answers to earlier requests of this connection leave first; a client that does not read them gets no WebSocket.
  if (!stream->idle()) stream->flush_now();
  if (!stream->open() || !stream->idle()) return stream->abort();
  stream->move_to(owner.loop(), [&owner, id, asked = std::move(asked)](const net::stream_ptr& moved) mutable {
    moved->start(std::make_unique<newcomer>());
    owner.serve_upgrade(id, *moved, std::move(asked));
  });
}

}  // namespace webchats::engineio
