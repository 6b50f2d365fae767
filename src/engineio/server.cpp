#include "engineio/server.hpp"

#include <stdexcept>
#include <utility>

#include "engineio/http_exchange.hpp"
#include "engineio/shard.hpp"
#include "http/cors.hpp"
#include "net/loop.hpp"

namespace webchats::engineio {
namespace {

/// Keeps a stream that came from another loop until its WebSocket takes over, or while it closes.
class newcomer final : public net::stream_handler {
 public:
  void on_bytes(std::span<char>) override {}
  void on_close(net::close_cause) override {}
};

bool enabled(server_options::transports which, transport wanted) noexcept {
  switch (which) {
    case server_options::transports::all:
      return true;
    case server_options::transports::polling_only:
      return wanted == transport::polling;
    case server_options::transports::websocket_only:
      return wanted == transport::websocket;
  }
  return false;
}

bool has_illegal_character(std::string_view value) noexcept {
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && byte != '\t') || byte == 0x7f) return true;
  }
  return false;
}

/// A foreign page that hides its origin: a script element or a request whose answer it may not read, neither of which
/// carries an Origin. Browsers tell by themselves where a request comes from (Fetch Metadata).
bool is_hidden_cross_site(const http::request& request) {
  const std::string_view site = request.header("sec-fetch-site").value_or("");
  return !request.header("origin") && (site == "cross-site" || site == "same-site");
}

http::response overloaded() {
  http::response answer = http::response::text(503, "No more sessions\n");
  answer.headers.emplace_back("Retry-After", "5");
  return answer;
}

}  // namespace

/// Everything behind the server. Immutable after construction, shards and flags apart.
struct server::state {
  state(net::loop_group& loops, server_options given, accept_handler accepts);

  /// A request of the path, on the loop of its connection.
  void serve(http::request request, http::responder responder);
  [[nodiscard]] std::size_t body_limit(const http::request& head);
  [[nodiscard]] std::size_t sessions() const noexcept;

  server_options options;
  accept_handler accept;
  http::cors cors;
  std::vector<std::unique_ptr<shard>> shards;
  std::atomic<bool> closing{false};

 private:
  [[nodiscard]] shard& here() const;
  [[nodiscard]] shard* owner_of(const session_id& id) const noexcept;
  /// What is wrong with a request that has no session yet.
  [[nodiscard]] std::optional<refusal> check_handshake(const http::request& request,
                                                       const request_parameters& parameters) const;
  void serve_http(http::request request, http::responder responder, request_parameters parameters);
  void serve_upgrade(http::request request, http::responder responder, request_parameters parameters);
  void hand_over(shard& owner, session_id id, const net::stream_ptr& stream, upgrade_request asked);
  void refuse_upgrade(http::responder& responder, const std::string& answer);
};

server::state::state(net::loop_group& loops, server_options given, accept_handler accepts)
    : options(std::move(given)),
      accept(std::move(accepts)),
      cors(http::origin_policy(options.allowed_origins), http::credentials::allow) {
  if (loops.size() > 256) throw std::invalid_argument("engineio: a session id can name at most 256 loops");
  for (std::size_t i = 0; i < loops.size(); ++i) shards.push_back(std::make_unique<shard>(loops[i], options, accept));
}

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
  const std::size_t ceiling = std::max(options.max_payload, options.max_payload_ceiling);
  const auto id = session_id::parse(head.parameter("sid").value_or(""));
  if (!id) return options.max_payload;
  // The session itself knows best; on another loop it cannot be asked before the body is here.
  shard& local = here();
  if (owner_of(*id) != &local) return ceiling;
  const session* const target = local.find(*id);
  return target != nullptr ? target->max_payload() : options.max_payload;
}

void server::state::serve(http::request request, http::responder responder) {
  const auto parameters = request_parameters::of(request);
  if (request.upgrade) return serve_upgrade(std::move(request), std::move(responder), parameters);
  serve_http(std::move(request), std::move(responder), parameters);
}

std::optional<refusal> server::state::check_handshake(const http::request& request,
                                                      const request_parameters& parameters) const {
  if (request.method != http::method::get) return refusal::bad_handshake_method;
  if ((parameters.wanted == transport::websocket) != request.upgrade) return refusal::bad_request;
  if (options.allow_request && !options.allow_request(request)) return refusal::forbidden;
  if (parameters.revision == protocol::v3 && options.v3 == server_options::v3_clients::refuse) {
    return refusal::unsupported_version;
  }
  return std::nullopt;
}

// ---- polling ----

void server::state::serve_http(http::request request, http::responder responder, request_parameters parameters) {
  if (auto preflight = cors.preflight(request)) return responder.send(*std::move(preflight));
  const bool foreign =
      !cors.origins().permits(request) || (!cors.origins().permits_all() && is_hidden_cross_site(request));
  const bool malformed = has_illegal_character(request.header("origin").value_or(""));
  const auto reply = std::make_shared<http_exchange>(cors, request, std::move(responder));
  const auto refuse_with = [&](refusal reason) {
    here().count_refusal();
    reply->answer(refuse(reason));
  };

  if (!parameters.wanted || !enabled(options.enabled, *parameters.wanted))
    return refuse_with(refusal::unknown_transport);
  if (malformed) return refuse_with(refusal::bad_request);
  if (foreign) return refuse_with(refusal::forbidden);

  if (parameters.sid.empty()) {
    if (const auto wrong = check_handshake(request, parameters)) return refuse_with(*wrong);
    const bool full = options.session_limit != 0 && sessions() >= options.session_limit;
    if (full || closing.load(std::memory_order_relaxed)) {
      here().count_refusal();
      return reply->answer(overloaded());
    }
    return here().open_by_polling(request, parameters, reply);
  }

  const auto id = session_id::parse(parameters.sid);
  shard* const owner = id ? owner_of(*id) : nullptr;
  if (owner == nullptr) return refuse_with(refusal::unknown_session);
  const bool local = owner == &here();
  if (request.method == http::method::get) {
    reply->on_abort([owner, id = *id, local, waiting = std::weak_ptr<exchange>(reply)] {
      const auto tell = [owner, id, waiting] {
        if (const auto poll = waiting.lock()) owner->poll_aborted(id, *poll);
      };
      local ? tell() : owner->loop().post(tell);
    });
  }
  if (local) return owner->serve(*id, std::move(request), parameters, reply);
  here().counters.handed_over.add();
  owner->loop().post([owner, id = *id, request = std::move(request), parameters = std::move(parameters),
                      reply]() mutable { owner->serve(id, std::move(request), parameters, std::move(reply)); });
}

// ---- WebSocket ----

void server::state::refuse_upgrade(http::responder& responder, const std::string& answer) {
  here().count_refusal();
  std::string rest;
  const net::stream_ptr stream = responder.take_stream(rest);
  if (stream == nullptr) return;
  stream->write(net::chunk::copy(answer));
  stream->close();
}

void server::state::serve_upgrade(http::request request, http::responder responder, request_parameters parameters) {
  const auto refuse_with = [&](refusal reason) { refuse_upgrade(responder, engineio::refuse_upgrade(reason)); };
  if (!parameters.wanted || !enabled(options.enabled, *parameters.wanted))
    return refuse_with(refusal::unknown_transport);
  if (has_illegal_character(request.header("origin").value_or(""))) return refuse_with(refusal::bad_request);
  if (!cors.origins().permits(request)) return refuse_upgrade(responder, refuse_upgrade_of_origin());
  if (*parameters.wanted != transport::websocket) return refuse_with(refusal::bad_request);

  std::optional<session_id> id;
  shard* owner = &here();
  if (parameters.sid.empty()) {
    if (const auto wrong = check_handshake(request, parameters)) return refuse_with(*wrong);
    const bool full = options.session_limit != 0 && sessions() >= options.session_limit;
    if (full || closing.load(std::memory_order_relaxed)) {
      here().count_refusal();
      return responder.send(overloaded());
    }
  } else {
    id = session_id::parse(parameters.sid);
    owner = id ? owner_of(*id) : nullptr;
    if (owner == nullptr) return refuse_with(refusal::unknown_session);
  }

  const bool deflate = options.deflate == server_options::compression::on;
  auto agreed = ws::shake_hands(request, deflate ? ws::options::deflate_mode::on : ws::options::deflate_mode::off);
  if (!agreed) {
    here().count_refusal();
    return responder.send(ws::refuse(agreed.error()));
  }
  upgrade_request asked{
      .request = std::move(request), .parameters = std::move(parameters), .agreed = *std::move(agreed), .early = {}};
  const net::stream_ptr stream = responder.take_stream(asked.early);
  if (stream == nullptr) return;
  if (!id) return owner->open_by_websocket(*stream, std::move(asked));
  if (owner == &here()) return owner->serve_upgrade(*id, *stream, std::move(asked));
  hand_over(*owner, *id, stream, std::move(asked));
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

// ---- the server ----

server::server(net::loop_group& loops, server_options options, accept_handler accept)
    : state_(std::make_unique<state>(loops, std::move(options), std::move(accept))) {}

server::~server() = default;

void server::attach(http::router& routes) {
  http::route_options limits;
  limits.body_limit = std::max(state_->options.max_payload, state_->options.max_payload_ceiling);
  limits.body_limit_for = [self = state_.get()](const http::request& head) { return self->body_limit(head); };
  routes.mount(
      state_->options.path,
      [self = state_.get()](http::request request, http::responder responder) {
        self->serve(std::move(request), std::move(responder));
      },
      std::move(limits));
}

void server::close() {
  state_->closing.store(true, std::memory_order_relaxed);
  for (const auto& each : state_->shards) {
    each->loop().post([target = each.get()] { target->close_all(); });
  }
}

std::size_t server::session_count() const noexcept { return state_->sessions(); }

server_counters server::counters() const noexcept {
  server_counters sum;
  for (const auto& each : state_->shards) sum.add(each->counters, each->traffic);
  return sum;
}

}  // namespace webchats::engineio
