#include "http/connection.hpp"

#include <algorithm>
#include <exception>
#include <utility>
#include <boost/asio/awaitable.hpp>
#include <boost/smart_ptr/intrusive_ref_counter.hpp>

#include "base/log.hpp"
#include "http/loop_state.hpp"
#include "http/parser.hpp"
#include "http/responder.hpp"
#include "http/target.hpp"
#include "http/text.hpp"
#include "net/loop.hpp"

namespace webchats::http {
namespace {

// Answers that may wait for a client before its next request is looked at.
constexpr std::size_t unread_answers = std::size_t{256} * 1024;
// A body that grows by this much gets the time again: a large upload over a slow line is not an attack, a trickle is.
constexpr std::size_t body_progress = std::size_t{256} * 1024;

// Of a streamed body in memory at the same time.
constexpr std::size_t part_size = std::size_t{64} * 1024;

boost::asio::awaitable<void> answer_with(const coroutine_handler& action, request ready, responder answer) {
  answer.send(co_await action(std::move(ready)));
}

}  // namespace

/// A connection that waits, for an answer or for its client, has none of this: it is most of what HTTP needs.
struct connection::reading {
  explicit reading(const parser_limits& limits) : parse(limits) {}
  parser parse;
  router::match match;
  std::size_t body_steps = 0;  // of `body_progress`
};

/// An answer whose body is read while it leaves. The read keeps it alive; its connection may end before.
struct connection::sending : boost::intrusive_ref_counter<sending, boost::thread_unsafe_counter> {
  sending(connection& asker, streamed_body body) : owner(&asker), left(std::move(body)) {}
  connection* owner;  // null when it has ended
  streamed_body left;
  bool reading = false;
};

static_assert(sizeof(connection) <= 232, "ten thousand waiting polls stay small");

void connection::open(std::shared_ptr<loop_state> shared, const net::stream_ptr& accepted,
                      const std::optional<net::tls_context>& tls) {
  const auto peer = unmapped(accepted->peer().address());
  // A proxy is as many clients as it forwards; each request says whose it is.
  const bool proxy = shared->proxies.trusts(peer);
  auto place = proxy ? shared->places->admit_proxy() : shared->places->admit(peer);
  if (place == nullptr) return accepted->abort();
  accepted->keep(std::move(place));
  if (tls) accepted->use_tls(*tls);
  auto made = std::make_unique<connection>(std::move(shared), *accepted);
  made->client_ = peer;
  accepted->start(std::move(made));
}

connection::connection(std::shared_ptr<loop_state> shared, net::stream& stream)
    : shared_(std::move(shared)), stream_(stream) {
  shared_->connections.push_back(*this);
  shared_->head_deadlines.arm(*this);
}

connection::~connection() {
  forget_body();
  if (asked_ != nullptr) asked_->asking = nullptr;
  if (sending_ != nullptr) sending_->owner = nullptr;
}

// Reading

void connection::on_bytes(std::span<char> bytes) {
  const std::string_view arrived(bytes.data(), bytes.size());
  if (!ready_to_read()) return keep(arrived);
  serve(arrived);
  if (phase_ != phase::ended) keep(std::exchange(unread_, {}));
}

bool connection::ready_to_read() const noexcept {
  return phase_ != phase::answering && phase_ != phase::ended && !choked_;
}

void connection::keep(std::string_view bytes) {
  if (bytes.empty() || phase_ == phase::ended) return;
  backlog_.append(bytes);
  if (backlog_.size() - backlog_first_ > shared_->options.pipelined) stream_.pause_reading();
}

void connection::serve(std::string_view bytes) {
  serving_ = true;
  unread_ = bytes;
  while (!unread_.empty() && ready_to_read()) read_message();
  serving_ = false;
  if (peer_done_ && phase_ == phase::idle && !choked_) end();
}

void connection::serve_backlog() {
  if (serving_ || !ready_to_read()) return;
  serve(std::string_view(backlog_).substr(backlog_first_));
  backlog_first_ = static_cast<std::uint32_t>(backlog_.size() - std::exchange(unread_, {}).size());
  if (backlog_first_ == backlog_.size()) {
    backlog_ = {};
    backlog_first_ = 0;
  }
  if (backlog_.size() - backlog_first_ <= shared_->options.pipelined) stream_.resume_reading();
}

void connection::read_message() {
  if (phase_ == phase::idle) {
    phase_ = phase::head;
    reading_ = std::make_unique<reading>(shared_->limits);
    shared_->head_deadlines.arm(*this);
  }
  for (;;) {
    const auto step = reading_->parse.feed(unread_);
    if (!step) return phase_ == phase::body ? refuse_body(status_of(step.error())) : fail(status_of(step.error()));
    unread_.remove_prefix(step->consumed);
    switch (step->what) {
      case parser::event::more:
        if (phase_ == phase::body) on_body_progress();
        return;
      case parser::event::head:
        on_head();
        if (phase_ == phase::ended) return;
        break;
      case parser::event::complete:
        return dispatch();
    }
  }
}

void connection::on_body_progress() {
  const std::size_t steps = reading_->parse.head().body.size() / body_progress;
  const std::size_t before = std::exchange(reading_->body_steps, steps);
  if (before == steps) return;
  const std::size_t grown = (steps - before) * body_progress;
  if (!shared_->places->hold_body(grown)) return refuse_body(503);
  body_held_ += static_cast<std::uint32_t>(grown);
  shared_->body_deadlines.arm(*this);
}

void connection::forget_body() noexcept { shared_->places->give_back_body(std::exchange(body_held_, 0)); }

void connection::on_head() {
  request& head = reading_->parse.head();
  head.encrypted = stream_.encrypted();
  if (!find_client(head)) return fail(429);
  if (const unsigned refused = resolve_target(head); refused != 0) {
    reading_->match = {.status = refused};
  } else {
    reading_->match = shared_->routes.find(head);
  }
  if (!reading_->parse.has_body()) return;
  if (reading_->match.found == nullptr) return fail(reading_->match.status);

  const auto coding = head.header("content-encoding");
  if (coding && !iequals(*coding, "identity")) return refuse_body(415);
  const auto expect = head.header("expect");
  if (expect && !reading_->parse.expects_continue()) return refuse_body(417);
  const route_options& options = reading_->match.found->options;
  const auto allowed =
      reading_->parse.limit_body(options.body_limit_for ? options.body_limit_for(head) : options.body_limit);
  if (!allowed) return refuse_body(status_of(allowed.error()));
  if (reading_->parse.expects_continue() && unread_.empty()) {
    stream_.write(net::chunk::copy("HTTP/1.1 100 Continue\r\n\r\n"));
  }
  phase_ = phase::body;
  reading_->body_steps = 0;
  shared_->body_deadlines.arm(*this);
}

/// Names the client of `head`. False when it has too many connections.
bool connection::find_client(request& head) {
  const auto client = shared_->proxies.client_of(stream_.peer().address(), forwarded_for(head));
  head.peer_address = text_of(client);
  if (client == client_) return true;
  // Behind a proxy one connection carries the requests of many clients; it counts for the latest.
  client_ = client;
  stream_.keep(nullptr);
  auto place = shared_->places->admit(client);
  const bool admitted = place != nullptr;
  stream_.keep(std::move(place));
  return admitted;
}

// Answering

void connection::dispatch() {
  net::deadline_queue::disarm(*this);
  request ready = reading_->parse.take();
  const router::match match = std::move(reading_->match);
  reading_.reset();
  phase_ = phase::answering;
  keep_alive_ = ready.keep_alive && !shared_->draining;
  head_only_ = ready.method == method::head;
  if (match.found != nullptr) return run(*match.found, std::move(ready));
  response refusal = response::text(match.status, std::string(reason_phrase(match.status)) + "\n");
  if (match.status >= 400) shared_->routes.complete(ready, refusal);
  if (!match.allow.empty()) refusal.headers.emplace_back("Allow", match.allow);
  if (match.status == 400) keep_alive_ = false;
  answer(refusal);
}

void connection::run(const router::route& target, request ready) {
  responder answering = make_responder();
  if (const auto* coroutine = std::get_if<coroutine_handler>(&target.action)) {
    return shared_->tasks.spawn(answer_with(*coroutine, std::move(ready), std::move(answering)));
  }
  try {
    std::get<handler>(target.action)(std::move(ready), std::move(answering));
  } catch (...) {
    // The responder has answered 500 on its way out.
    base::log(base::log_level::error, "http: " + net::describe(std::current_exception()));
  }
}

responder connection::make_responder() {
  asked_ = std::make_shared<responder::state>(&shared_->loop, this, nullptr);
  return responder(asked_);
}

void connection::answer(const response& made) {
  if (asked_ != nullptr) asked_->asking = nullptr;
  asked_ = nullptr;
  forget_body();
  const auto then = keep_alive_ && !shared_->draining ? after_answer::keep_alive : after_answer::close;
  write(made, then);
  if (made.streamed.source == nullptr || made.streamed.size == 0 || head_only_) return end_answer(then);
  keep_alive_ = then == after_answer::keep_alive;
  sending_ = new sending(*this, made.streamed);
  send_part();
}

/// The answer is in the outbox.
void connection::end_answer(after_answer then) {
  if (then == after_answer::close) return end();
  phase_ = phase::idle;
  shared_->idle_deadlines.arm(*this);
  if (stream_.pending() > unread_answers) {
    stream_.flush_now();
    choked_ = !stream_.idle();
  }
  serve_backlog();
}

void connection::write(const response& made, after_answer then) {
  const std::string head = serialize_head(made, shared_->date.now(), then, shared_->routes.always_lines());
  if (head_only_ || made.status == 204 || made.status == 304 || made.streamed.source != nullptr) {
    stream_.write(net::chunk::copy(head));
  } else if (made.shared_body.empty()) {
    stream_.write(net::chunk::copy(head, made.body));
  } else {
    stream_.write(net::chunk::copy(head));
    stream_.write(net::chunk(made.shared_body));
  }
}

/// The part before has left, or this is the first.
void connection::send_part() {
  sending_->reading = true;
  shared_->tasks.spawn(read_part(sending_));
}

boost::asio::awaitable<void> connection::read_part(boost::intrusive_ptr<sending> asked) {
  const auto most = static_cast<std::size_t>(std::min<std::uint64_t>(asked->left.size, part_size));
  base::shared_buffer part;
  try {
    part = co_await asked->left.source->read(asked->left.first, most);
  } catch (...) {
    base::log(base::log_level::error, "http: " + net::describe(std::current_exception()));
  }
  asked->reading = false;
  if (asked->owner != nullptr) asked->owner->take_part(part);
}

void connection::take_part(const base::shared_buffer& part) {
  auto& left = sending_->left;
  // The head has promised more: only the end of the connection says that it does not come.
  if (part.empty() || part.size() > left.size) return stream_.abort();
  left.first += part.size();
  left.size -= part.size();
  stream_.write(net::chunk(part));
  if (left.size == 0) {
    sending_ = nullptr;
    return end_answer(keep_alive_ ? after_answer::keep_alive : after_answer::close);
  }
  stream_.flush_now();
  if (stream_.open() && stream_.idle()) send_part();
}

/// Refuses a request that no route sees.
void connection::fail(unsigned status) {
  response refusal = response::text(status, std::string(reason_phrase(status)) + "\n");
  shared_->routes.complete(reading_->parse.head(), refusal);
  head_only_ = false;
  write(refusal, after_answer::close);
  end();
}

/// Refuses a request of a known route whose head is here and whose body is not wanted.
void connection::refuse_body(unsigned status) {
  std::string why(reason_phrase(status));
  if (status == 413) {
    const std::uint64_t announced = reading_->parse.announced_body();
    const std::size_t limit = reading_->parse.body_limit();
    why = announced > limit ? too_big(announced, limit) : too_big(limit);
  }
  response refusal = response::text(status, why + "\n");
  const route_options& options = reading_->match.found->options;
  if (options.on_body_refused) {
    options.on_body_refused(reading_->parse.head(), refusal);
  } else {
    shared_->routes.complete(reading_->parse.head(), refusal);
  }
  head_only_ = false;
  write(refusal, after_answer::close);
  end();
}

void connection::end() {
  phase_ = phase::ended;
  forget_body();
  net::deadline_queue::disarm(*this);
  reading_.reset();
  unread_ = {};
  backlog_ = {};
  backlog_first_ = 0;
  stream_.close();
}

net::stream_ptr connection::hand_over(std::string& rest) {
  rest = serving_ ? unread_ : std::string_view(backlog_).substr(backlog_first_);
  asked_->asking = nullptr;
  asked_ = nullptr;
  phase_ = phase::ended;
  unread_ = {};
  backlog_ = {};
  backlog_first_ = 0;
  stream_.resume_reading();
  return net::stream_ptr(&stream_);
}

// Ends

void connection::on_drain() {
  if (sending_ != nullptr) {
    if (!sending_->reading) send_part();
    return;
  }
  choked_ = false;
  serve_backlog();
}

void connection::on_deadline() {
  if (phase_ == phase::idle) return end();
  if (phase_ == phase::head) return fail(408);
  if (phase_ == phase::body) refuse_body(408);
}

void connection::on_end(net::stream&) {
  peer_done_ = true;
  // Half-closing after the request is what simple clients do; they still read. A pending poll has nobody to answer.
  if (phase_ == phase::answering) return abort_wanted();
  if (!choked_) end();
}

void connection::on_plaintext(net::stream&) {
  write(response::text(400, "This is an HTTPS port: the address begins with https:// or wss://\n"),
        after_answer::close);
  end();
}

void connection::abort_wanted() {
  if (peer_done_ && asked_ != nullptr && asked_->aborted) stream_.abort(net::close_cause::peer);
}

void connection::on_close(net::close_cause) {
  phase_ = phase::ended;
  net::deadline_queue::disarm(*this);
  place_.unlink();
  if (sending_ != nullptr) std::exchange(sending_, nullptr)->owner = nullptr;
  const auto asked = std::exchange(asked_, nullptr);
  if (asked == nullptr) return;
  asked->asking = nullptr;
  if (const auto aborted = std::exchange(asked->aborted, nullptr)) aborted();
}

void connection::drain() {
  if (phase_ == phase::idle) end();
}

}  // namespace webchats::http
