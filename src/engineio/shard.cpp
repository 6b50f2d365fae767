#include "engineio/shard.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "base/log.hpp"
#include "engineio/admission.hpp"
#include "http/text.hpp"
#include "net/loop.hpp"
#include "net/task_group.hpp"

namespace webchats::engineio {
namespace {

constexpr std::array all_deadlines = {deadline_kind::ping_interval, deadline_kind::ping_timeout,
                                      deadline_kind::client_silence, deadline_kind::probe, deadline_kind::drain};

polling_format format_of(const request_parameters& parameters, polling_format::text v3_text) noexcept {
  const bool jsonp = parameters.jsonp_callback.has_value();
  const bool raw = !jsonp && parameters.only_base64 == request_parameters::base64::no;
  return {.revision = parameters.revision,
          .binary_as = raw ? polling_format::binary::raw : polling_format::binary::base64,
          .framed_as = jsonp ? polling_format::framing::jsonp : polling_format::framing::plain,
          .text_as = parameters.revision == protocol::v3 ? v3_text : polling_format::text::raw};
}

bool is_octet_stream(const http::request& request) {
  return request.header("content-type") == "application/octet-stream";
}

}  // namespace

server::shard::shard(net::loop& loop, const server_setup& setup)
    : loop_(loop), setup_(setup), options_(setup.options), admission_deadlines_(loop, options_.handshake_timeout) {
  const bool upgradable =
      options_.upgrade == server_options::upgrades::offer && options_.enabled == server_options::transports::all;
  settings = {.outbox_limit = options_.outbox_limit,
              .offered = upgradable ? session_settings::upgrades::websocket : session_settings::upgrades::none,
              .deflate_threshold = options_.deflate_threshold,
              .packets = options_.packets_per_session,
              .bytes = options_.bytes_per_session};
  static_assert(all_deadlines.size() == std::tuple_size_v<decltype(queues_)>);
  for (const deadline_kind kind : all_deadlines) {
    queues_[static_cast<std::size_t>(kind)] = std::make_unique<net::deadline_queue>(loop_, interval(kind));
  }
  if (options_.v3_open_delay.count() > 0) {
    open_delay_ = std::make_unique<net::deadline_queue>(loop_, options_.v3_open_delay);
  }
}

server::shard::~shard() {
  for (const session* const each : sessions_) delete each;
}

std::chrono::milliseconds server::shard::interval(deadline_kind kind) const noexcept {
  switch (kind) {
    case deadline_kind::ping_interval:
      return options_.ping_interval;
    case deadline_kind::ping_timeout:
      return options_.ping_timeout;
    case deadline_kind::client_silence:
      return options_.ping_interval + options_.ping_timeout;
    case deadline_kind::probe:
      return options_.upgrade_timeout;
    case deadline_kind::drain:
      return options_.drain_timeout;
  }
  return {};
}

void server::shard::arm(net::deadline& entry, deadline_kind kind) {
  queues_[static_cast<std::size_t>(kind)]->arm(entry);
}

// ---- sessions ----

session* server::shard::find(const session_id& id) {
  const auto found = sessions_.find(id);
  if (found == sessions_.end()) return nullptr;
  return (*found)->expire() ? nullptr : *found;
}

std::size_t server::shard::max_payload_for(const http::request& handshake) const {
  return options_.max_payload_for ? options_.max_payload_for(handshake) : options_.max_payload;
}

session& server::shard::add(const http::request& request, const request_parameters& parameters) {
  const auto id = session_id::generate(static_cast<std::uint8_t>(loop_.index()));
  auto made =
      std::make_unique<session>(*this, id, format_of(parameters, options_.v3_polling_text), max_payload_for(request));
  sessions_.insert(made.get());
  return *made.release();
}

bool server::shard::introduce(session& fresh, const http::request& request) {
  std::unique_ptr<session_handler> handler;
  try {
    handler = setup_.accept(fresh, request);
  } catch (...) {
    base::log(base::log_level::error, "engineio: accept: " + net::describe(std::current_exception()));
  }
  if (handler == nullptr) return false;
  fresh.attach(std::move(handler));
  counters.handshakes.add();
  return true;
}

void server::shard::open_by_polling(const http::request& request, const request_parameters& parameters,
                                    std::shared_ptr<http_exchange> reply) {
  session& fresh = add(request, parameters);
  fresh.begin(nullptr);
  gauge_of(fresh).add();
  if (!introduce(fresh, request)) {
    const refusal unwanted{.code = refusal_code::forbidden};
    note_refusal(request, unwanted);
    fresh.abort(close_reason::forced_server_close);
    return reply->answer(engineio::refuse(unwanted));
  }
  setup_.add_initial_headers(reply->headers(), request, fresh.id());
  fresh.answer_handshake(std::move(reply), parameters.jsonp_callback.value_or(""));
}

template <class Introduce>
void server::shard::run(net::stream& stream, upgrade_request& asked, const session& owner, Introduce introduce) {
  stream.set_outbox_limit(options_.outbox_limit);
  stream.write(net::chunk::copy(asked.agreed.answer));
  auto made = std::make_unique<websocket_link>();
  websocket_link& link = *made;
  auto& connection = ws::connection::start(stream, websocket_options(owner, asked.agreed.deflate), std::move(made));
  introduce(link);
  connection.receive(asked.early);
}

void server::shard::open_by_websocket(net::stream& stream, upgrade_request asked) {
  session& fresh = add(asked.request, asked.parameters);
  const auto open = [&](websocket_link& link) {
    link.attach(fresh);
    if (open_delay_ != nullptr && fresh.revision() == protocol::v3) link.hold(*open_delay_, options_.outbox_limit);
    fresh.begin(&link);
    gauge_of(fresh).add();
    if (introduce(fresh, asked.request)) return;
    note_refusal(asked.request, {.code = refusal_code::forbidden});
    fresh.abort(close_reason::forced_server_close);
  };
  http::header_list headers;
  setup_.add_initial_headers(headers, asked.request, fresh.id());
  for (const auto& [name, value] : headers) asked.agreed.add(name, value);
  run(stream, asked, fresh, open);
}

void server::shard::serve(const session_id& id, http::request request, const request_parameters& parameters,
                          std::shared_ptr<exchange> reply) {
  const auto refuse_with = [&](const refusal& why) {
    note_refusal(request, why);
    reply->answer(engineio::refuse(why));
  };
  session* const target = find(id);
  if (target == nullptr) return refuse_with(unknown_session());
  if (parameters.wanted != transport::polling) {
    return refuse_with({.code = refusal_code::bad_request, .hint = "transport=websocket without an upgrade"});
  }
  if (target->current_transport() != transport::polling) {
    return refuse_with({.code = refusal_code::bad_request, .hint = "the session has left polling for its WebSocket"});
  }
  switch (request.method) {
    case http::method::get:
      return target->on_poll(std::move(reply), parameters.jsonp_callback.value_or(""));
    case http::method::post: {
      if (request.body.size() > target->max_payload()) return refuse_body(request, *target, *reply);
      const auto type = is_octet_stream(request) ? session::content::octet_stream : session::content::text;
      return target->on_post(*reply, type, std::move(request.body));
    }
    default:
      return refuse_with(
          {.code = refusal_code::bad_request, .hint = "a session is polled by GET and written to by POST"});
  }
}

/// A body that came over another loop, where the limit of its session was not known.
void server::shard::refuse_body(const http::request& request, const session& target, exchange& reply) {
  std::string why = http::too_big(request.body.size(), target.max_payload());
  counters.oversized.add();
  note_refusal(request, {.code = refusal_code::bad_request, .hint = why, .status = 413});
  reply.answer(http::response::text(413, why.append("\n")));
}

void server::shard::serve_upgrade(const session_id& id, net::stream& stream, upgrade_request asked) {
  session* const target = find(id);
  if (target == nullptr) return refuse(stream, asked.request, unknown_session());
  if (target->revision() != asked.parameters.revision) {
    return refuse(stream, asked.request,
                  {.code = refusal_code::bad_request, .hint = "the session speaks another revision: EIO differs"});
  }
  const auto open = [target](websocket_link& link) {
    link.attach(*target);
    target->on_upgrade(link);
  };
  run(stream, asked, *target, open);
}

ws::options server::shard::websocket_options(const session& owner, ws::options::deflate_mode deflate) const {
  ws::options settings;
  settings.max_message = owner.max_payload();
  settings.deflate = deflate;
  return settings;
}

void server::shard::refuse(net::stream& stream, const http::request& request, const refusal& why) {
  note_refusal(request, why);
  stream.write(net::chunk::copy(refuse_upgrade(why)));
  stream.close();
}

void server::shard::note_refusal(const http::request& request, const refusal& why) {
  counters.refused.add();
  setup_.tell(request, why);
}

void server::shard::keep(std::shared_ptr<admission> waiting) {
  admission_deadlines_.arm(*waiting);
  admissions_.insert(std::move(waiting));
}

void server::shard::forget(const std::shared_ptr<admission>& decided) {
  net::deadline_queue::disarm(*decided);
  admissions_.erase(decided);
}

void server::shard::poll_aborted(const session_id& id, const exchange& poll) {
  if (session* const target = find(id); target != nullptr) target->on_poll_aborted(poll);
}

void server::shard::close_all() {
  const std::vector<session*> living(sessions_.begin(), sessions_.end());
  for (session* const each : living) each->abort(close_reason::server_shutting_down);
}

// ---- the end of the turn ----

void server::shard::flush_later(session& self) {
  to_flush_.push_back(&self);
  schedule();
}

loop_counter& server::shard::gauge_of(const session& one) noexcept {
  return one.current_transport() == transport::polling ? counters.polling_sessions : counters.websocket_sessions;
}

void server::shard::ended(session& self, close_reason reason) {
  counters.closed[static_cast<std::size_t>(reason)].add();
  gauge_of(self).subtract();
  ended_.emplace_back(&self);
  sessions_.erase(&self);
  schedule();
}

void server::shard::upgrade_ended(upgrade_result result) {
  if (result == upgrade_result::failed) return counters.failed_probes.add();
  counters.upgrades.add();
  counters.polling_sessions.subtract();
  counters.websocket_sessions.add();
}

void server::shard::schedule() {
  if (std::exchange(turn_end_, turn_end::scheduled) == turn_end::scheduled) return;
  loop_.at_turn_end([this] { end_turn(); });
}

void server::shard::end_turn() {
  turn_end_ = turn_end::idle;
  for (session* const each : std::exchange(to_flush_, {})) each->flush();
  // All of them are told before any is destroyed: one's handler may still hold another. What they set off is for the
  // next round, which the loop runs before it waits again.
  const auto over = std::exchange(ended_, {});
  for (const auto& each : over) each->finish();
  std::erase_if(to_flush_, [&over](const session* each) {
    return std::ranges::any_of(over, [each](const auto& gone) { return gone.get() == each; });
  });
}

}  // namespace webchats::engineio
